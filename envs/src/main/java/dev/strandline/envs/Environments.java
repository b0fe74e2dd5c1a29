package dev.strandline.envs;

import dev.strandline.envs.tabular.CliffWalking;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.IcuSepsis;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.policy.Check;
import dev.strandline.policy.Streams;
import dev.strandline.policy.UniformPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The environments that can be called by name. */
public final class Environments {

  private Environments() {}

  /** NeoRL-2's normalizer; neither number is the return of a policy that is named here. */
  private static EnvSpec doubleMassSpringDamper() {
    DoubleMassSpringDamper env = new DoubleMassSpringDamper();
    return new EnvSpec(
        "DMSD",
        "Hold two masses between springs at targets that may change; 100 steps.",
        DoubleMassSpringDamper::new,
        Map.of("random", random(env)),
        Map.of(),
        30.60,
        849.51);
  }

  private static EnvSpec pendulum() {
    Map<String, Behavior> behaviors = new LinkedHashMap<>();
    behaviors.put("random", random(new Pendulum()));
    behaviors.put(
        "expert",
        Behavior.of(new PendulumExpert(), "a script that swings the rod up and holds it there"));
    // Mean returns of 1,000 generated episodes of the tiers random and expert, seed 0.
    return new EnvSpec(
        "Pendulum-v1",
        "Swing a rod up and hold it upright with a weak motor; 200 steps.",
        Pendulum::new,
        behaviors,
        Map.of("mixed", Mix.parse("expert=0.05,random=0.95")),
        -1215.9525322243549,
        -151.34877023516054);
  }

  /**
   * D4RL's point mazes by its names and with its reference returns, which it took from 100 episodes
   * of a random policy and of the tier expert. Those of the open maze are far below what these two
   * get, and are kept because published scores use them.
   */
  private static List<EnvSpec> mazes() {
    return List.of(
        maze("maze2d-large-dense-v1", Maze.LARGE, true, 800, 30.569041, 303.4857382709002),
        maze("maze2d-large-v1", Maze.LARGE, false, 800, 6.7, 273.99),
        maze("maze2d-medium-dense-v1", Maze.MEDIUM, true, 600, 44.264742, 297.4552547777125),
        maze("maze2d-medium-v1", Maze.MEDIUM, false, 600, 13.13, 277.39),
        maze("maze2d-open-dense-v0", Maze.OPEN, true, 150, 11.17817, 27.166538620695782),
        maze("maze2d-open-v0", Maze.OPEN, false, 150, 0.01, 20.66),
        maze("maze2d-umaze-dense-v1", Maze.UMAZE, true, 300, 68.537689, 193.66285642381482),
        maze("maze2d-umaze-v1", Maze.UMAZE, false, 300, 23.85, 161.86));
  }

  private static EnvSpec maze(
      String name,
      Maze maze,
      boolean dense,
      int stepLimit,
      double referenceMin,
      double referenceMax) {
    Map<String, Behavior> behaviors = new LinkedHashMap<>();
    behaviors.put("random", random(new PointMaze(maze, dense, stepLimit)));
    behaviors.put("expert", MazeBehavior.expert(maze));
    behaviors.put("planner", MazeBehavior.planner(maze));
    behaviors.put("collector", MazeBehavior.collector(maze));
    return new EnvSpec(
        name,
        String.format(
            Locale.ROOT,
            "Push a ball through the %s maze to a goal; %s reward; %d steps.",
            maze.name(),
            dense ? "dense" : "sparse",
            stepLimit),
        () -> new PointMaze(maze, dense, stepLimit),
        behaviors,
        Map.of(),
        referenceMin,
        referenceMax);
  }

  private static EnvSpec cliffWalking() {
    TabularMdp mdp = CliffWalking.mdp(false);
    return tabular(
        "CliffWalking-v1",
        "Walk along a cliff to the goal; a table of 48 states; 200 steps.",
        mdp,
        200,
        tabularBehaviors(mdp, 0.99, 1),
        -2079.1159710088205,
        -13);
  }

  private static EnvSpec frozenLake4x4() {
    TabularMdp mdp = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
    return tabular(
        "FrozenLake-v1",
        "Cross a slippery lake between holes; a table of 16 states; 100 steps.",
        mdp,
        100,
        tabularBehaviors(mdp, 0.99, 0.05),
        0.01393979595917145,
        0.7401648977587051);
  }

  private static EnvSpec frozenLake8x8() {
    TabularMdp mdp = FrozenLake.mdp(FrozenLake.MAP_8X8, FrozenLake.SLIPPERY);
    return tabular(
        "FrozenLake8x8-v1",
        "Cross a larger slippery lake; a table of 64 states; 200 steps.",
        mdp,
        200,
        tabularBehaviors(mdp, 0.99, 0.05),
        0.0019013954948230456,
        0.8629553799611125);
  }

  private static EnvSpec icuSepsis() {
    IcuSepsis icu = IcuSepsis.load();
    Map<String, Behavior> behaviors = tabularBehaviors(icu.mdp(), 1, 0.02);
    behaviors.put(
        "clinicians", Behavior.of(icu.clinicians(), "what clinicians did, by the data's estimate"));
    return tabular(
        "ICU-Sepsis",
        "Treat sepsis in intensive care; a table of 716 states; 500 steps.",
        icu.mdp(),
        500,
        behaviors,
        0.7800709046121405,
        0.8751416996099204);
  }

  /** A table whose references are the exact undiscounted values of the tiers random and optimal. */
  private static EnvSpec tabular(
      String name,
      String description,
      TabularMdp mdp,
      int stepLimit,
      Map<String, Behavior> behaviors,
      double referenceMin,
      double referenceMax) {
    return new EnvSpec(
        name,
        description,
        () -> new TabularEnv(mdp, stepLimit),
        behaviors,
        Map.of(),
        referenceMin,
        referenceMax);
  }

  /**
   * Policies from the table's optimal values at {@code gamma}: the greedy one, the same with a
   * random action three times in ten, and Boltzmann's. They are worked out when they first play.
   */
  private static Map<String, Behavior> tabularBehaviors(
      TabularMdp mdp, double gamma, double temperature) {
    Map<String, Behavior> behaviors = new LinkedHashMap<>();
    behaviors.put(
        "random",
        Behavior.of(TabularPolicy.uniform(mdp.states(), mdp.actions()), "actions drawn evenly"));
    behaviors.put(
        "optimal",
        later("the best action by exact values", () -> TabularPolicy.greedy(mdp.optimal(gamma))));
    behaviors.put(
        "epsilon-greedy",
        later(
            "the best action, and three times in ten one drawn evenly",
            () -> TabularPolicy.greedy(mdp.optimal(gamma)).withExploration(0.3)));
    behaviors.put(
        "softmax",
        later(
            "actions by the softmax of their exact values at temperature " + temperature,
            () -> TabularPolicy.softmax(mdp.optimal(gamma), temperature)));
    return behaviors;
  }

  private static Behavior later(String description, Supplier<TabularPolicy> policy) {
    return new Behavior() {
      @Override
      public Player player(RestorableEnv env, Streams streams) {
        return Behavior.of(policy.get()).player(env, streams);
      }

      @Override
      public String description() {
        return description;
      }
    };
  }

  private static Behavior random(Env env) {
    return Behavior.of(
        new UniformPolicy(env.observationSize(), env.actionSpace()), "actions drawn evenly");
  }

  /** By name, in alphabetical order; a table is read only when its environment is asked for. */
  private static Map<String, Supplier<EnvSpec>> catalog() {
    Map<String, Supplier<EnvSpec>> catalog = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    catalog.put("CliffWalking-v1", Environments::cliffWalking);
    catalog.put("DMSD", Environments::doubleMassSpringDamper);
    catalog.put("FrozenLake-v1", Environments::frozenLake4x4);
    catalog.put("FrozenLake8x8-v1", Environments::frozenLake8x8);
    catalog.put("ICU-Sepsis", Environments::icuSepsis);
    for (EnvSpec maze : mazes()) {
      catalog.put(maze.name(), () -> maze);
    }
    catalog.put("Pendulum-v1", Environments::pendulum);
    return catalog;
  }

  /** All environments, in alphabetical order. */
  public static List<EnvSpec> all() {
    return catalog().values().stream().map(Supplier::get).toList();
  }

  /** Their names. */
  public static List<String> names() {
    return List.copyOf(catalog().keySet());
  }

  /**
   * The environment called {@code name}.
   *
   * @throws IllegalArgumentException that lists the names, if there is none of that name
   */
  public static EnvSpec named(String name) {
    Check.that(
        names().contains(name),
        "there is no environment '%s'. Choose one of %s.",
        name,
        String.join(", ", names()));
    return catalog().get(name).get();
  }
}
