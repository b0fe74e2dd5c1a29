package dev.strandline.envs;

import dev.strandline.policy.UniformPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  private static Behavior random(Env env) {
    return Behavior.of(
        new UniformPolicy(env.observationSize(), env.actionSpace()), "actions drawn evenly");
  }

  /** All environments, in alphabetical order. */
  public static List<EnvSpec> all() {
    List<EnvSpec> all = new ArrayList<>();
    all.add(doubleMassSpringDamper());
    all.addAll(mazes());
    all.add(pendulum());
    return List.copyOf(all);
  }

  /** Their names. */
  public static List<String> names() {
    return all().stream().map(EnvSpec::name).toList();
  }

  /**
   * The environment called {@code name}.
   *
   * @throws IllegalArgumentException that lists the names, if there is none of that name
   */
  public static EnvSpec named(String name) {
    return all().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no environment '"
                        + name
                        + "'. Choose one of "
                        + String.join(", ", names())
                        + "."));
  }
}
