package dev.strandline.envs;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Generates logs of behaviors, one behavior for each episode.
 *
 * <p>A row holds the transition with its next observation, and beside it {@value #SIMULATOR_STATE}
 * (the state before the action), {@value #TIER} (the behavior that played it), {@value
 * #ACTION_LOG_PROBS} (natural logarithm of the action's density) where every behavior that played
 * knows it, and {@value #CONTROLLER_TARGET} where one headed for a target, NaN in the rows of
 * others. The metadata hold the environment, its reference returns, and the mix, amount and seed.
 *
 * <p>Stochastic policies are sampled, others act. Chance, and start states but for behaviors that
 * go on from where their last episode ended, depend on the seed and the episode's number only;
 * equal arguments give equal logs.
 */
public final class Generator {

  /** Column of the simulator's state before the action, as the environment saves it. */
  public static final String SIMULATOR_STATE = "simulator_state";

  /** Column of the behavior policy's log-density at the action. */
  public static final String ACTION_LOG_PROBS = "action_log_probs";

  /** Column of the name of the behavior that played the row. */
  public static final String TIER = "tier";

  /** Column of where the behavior was heading; not the goal that rewards are for. */
  public static final String CONTROLLER_TARGET = "controller_target";

  /** Raised whenever the same arguments give other rows than before. */
  private static final int VERSION = 1;

  /** Rows that there is room for at first where the number of episodes is given. */
  private static final int FIRST_ROOM = 1 << 16;

  private final EnvSpec spec;
  private final RestorableEnv env;
  private final Streams streams;
  private final Map<String, Behavior.Player> players = new LinkedHashMap<>();
  private final int stateSize;
  private final int capacity;
  private float[] observations = {};
  private float[] actions = {};
  private double[] rewards = {};
  private boolean[] terminal = {};
  private boolean[] truncated = {};
  private float[] nextObservations = {};
  private double[] states = {};
  private double[] logProbs = {};
  private String[] tiers = {};
  private int targetSize;
  private double[] targets = {};
  private int rows;

  private Generator(EnvSpec spec, Mix mix, Amount amount, long seed) {
    this.spec = spec;
    capacity = capacity(spec, amount);
    env = spec.factory().get();
    streams = new Streams(seed);
    env.reset(seed);
    stateSize = env.saveState().length;
    for (Mix.Share share : mix.shares()) {
      players.put(share.policy(), spec.behavior(share.policy()).player(env, streams));
    }
    makeRoom(amount instanceof Amount.Transitions ? capacity : Math.min(capacity, FIRST_ROOM));
  }

  /** Episodes may end long before their step limit, so columns grow with what is played. */
  private void makeRoom(int room) {
    observations = Arrays.copyOf(observations, entries(room, env.observationSize()));
    actions = Arrays.copyOf(actions, entries(room, env.actionSpace().size()));
    rewards = Arrays.copyOf(rewards, room);
    terminal = Arrays.copyOf(terminal, room);
    truncated = Arrays.copyOf(truncated, room);
    nextObservations = Arrays.copyOf(nextObservations, observations.length);
    states = Arrays.copyOf(states, entries(room, stateSize));
    logProbs = Arrays.copyOf(logProbs, room);
    tiers = Arrays.copyOf(tiers, room);
    if (targetSize > 0) {
      int known = targets.length;
      targets = Arrays.copyOf(targets, entries(room, targetSize));
      Arrays.fill(targets, known, targets.length, Double.NaN);
    }
  }

  private static int entries(long rows, int width) {
    long entries = rows * width;
    Check.that(
        entries <= Integer.MAX_VALUE - 8,
        "%d rows of %d numbers do not fit into one array. Generate fewer, in several files.",
        rows,
        width);
    return (int) entries;
  }

  /**
   * Generates a tier of an environment: a behavior's name or a mix's.
   *
   * @param progress is told the number of rows done after each episode
   * @throws IllegalArgumentException if there is no such tier, or its rows do not fit into memory
   */
  public static Transitions tier(
      EnvSpec spec, String tier, Amount amount, long seed, LongConsumer progress) {
    return mix(spec, spec.tier(tier), amount, seed, progress);
  }

  /**
   * Generates a mix of an environment's behaviors.
   *
   * <p>Of a number of episodes every behavior plays its share exactly, rounded by the largest
   * remainder, in shuffled order. Towards a number of transitions each episode goes to the behavior
   * that is furthest behind its share of episodes; ties to the one named first.
   *
   * @param progress is told the number of rows done after each episode
   * @throws IllegalArgumentException if the mix names a behavior that the environment does not
   *     have, or the rows do not fit into memory
   */
  public static Transitions mix(
      EnvSpec spec, Mix mix, Amount amount, long seed, LongConsumer progress) {
    for (Mix.Share share : mix.shares()) {
      spec.behavior(share.policy());
    }
    Generator generator = new Generator(spec, mix, amount, seed);
    Map<String, Integer> played = generator.play(mix, amount, progress);
    return generator.finish(played, metadata(mix, amount, seed, played));
  }

  /** Most rows that there can be. */
  private static int capacity(EnvSpec spec, Amount amount) {
    return amount instanceof Amount.Transitions transitions
        ? transitions.count()
        : (int)
            Math.min(
                Integer.MAX_VALUE,
                (long) ((Amount.Episodes) amount).count() * spec.factory().get().stepLimit());
  }

  private Map<String, Integer> play(Mix mix, Amount amount, LongConsumer progress) {
    int[] order =
        amount instanceof Amount.Episodes episodes
            ? shuffled(counts(mix, episodes.count()), streams.open("tier-order"))
            : null;
    int[] played = new int[mix.shares().size()];
    for (int episode = 0; order == null ? rows < capacity : episode < order.length; episode++) {
      int next = order == null ? furthestBehind(mix, played, episode) : order[episode];
      played[next]++;
      playEpisode(mix.shares().get(next).policy(), episode);
      progress.accept(rows);
    }
    Map<String, Integer> byName = new LinkedHashMap<>();
    for (int i = 0; i < played.length; i++) {
      byName.put(mix.shares().get(i).policy(), played[i]);
    }
    return byName;
  }

  /** Episodes of each share by the largest remainder, summing to {@code episodes}. */
  static int[] counts(Mix mix, int episodes) {
    List<Mix.Share> shares = mix.shares();
    int[] counts = new int[shares.size()];
    double[] remainders = new double[shares.size()];
    int left = episodes;
    for (int i = 0; i < counts.length; i++) {
      double quota = shares.get(i).share() * episodes;
      counts[i] = (int) Math.floor(quota);
      remainders[i] = quota - counts[i];
      left -= counts[i];
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < counts.length; i++) {
        largest = remainders[i] > remainders[largest] ? i : largest;
      }
      counts[largest]++;
      remainders[largest] = -1;
    }
    return counts;
  }

  /** Each share's index as often as it counts, in an order drawn by Fisher and Yates. */
  private static int[] shuffled(int[] counts, RandomStream stream) {
    int[] order = new int[Arrays.stream(counts).sum()];
    int filled = 0;
    for (int i = 0; i < counts.length; i++) {
      Arrays.fill(order, filled, filled += counts[i], i);
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = stream.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static int furthestBehind(Mix mix, int[] played, int episodes) {
    int furthest = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < played.length; i++) {
      double behind = mix.shares().get(i).share() * (episodes + 1) - played[i];
      if (behind > largest) {
        furthest = i;
        largest = behind;
      }
    }
    return furthest;
  }

  private void playEpisode(String tier, int episode) {
    Behavior.Player player = players.get(tier);
    float[] observation = player.begin(episode);
    double[] target = player.target();
    makeRoomForTargets(target.length);
    boolean ended = false;
    while (!ended && rows < capacity) {
      if (rows == rewards.length) {
        makeRoom((int) Math.min(capacity, 2L * rows));
      }
      put(env.saveState(), states);
      put(observation, observations);
      float[] action = player.act(observation);
      put(action, actions);
      logProbs[rows] = player.logProb();
      if (target.length > 0) {
        put(target, targets);
      }
      Env.Step step = player.step(action);
      observation = step.observation();
      put(observation, nextObservations);
      rewards[rows] = step.reward();
      terminal[rows] = step.terminated();
      truncated[rows] = step.truncated();
      tiers[rows] = tier;
      ended = step.ended();
      rows++;
    }
  }

  private void makeRoomForTargets(int size) {
    Check.that(
        size == 0 || targetSize == 0 || size == targetSize,
        "%s: one behavior's target has %d numbers, another's %d. Generate them into separate files.",
        spec.name(),
        targetSize,
        size);
    if (targetSize == 0 && size > 0) {
      targetSize = size;
      targets = new double[entries(rewards.length, size)];
      Arrays.fill(targets, Double.NaN);
    }
  }

  private void put(float[] row, float[] column) {
    System.arraycopy(row, 0, column, rows * row.length, row.length);
  }

  private void put(double[] row, double[] column) {
    System.arraycopy(row, 0, column, rows * row.length, row.length);
  }

  private Transitions finish(Map<String, Integer> played, String generator) {
    Transitions.Builder log =
        new Transitions.Builder(env.observationSize(), env.actionSpace())
            .observations(filled(observations, env.observationSize()))
            .actions(filled(actions, env.actionSpace().size()))
            .rewards(filled(rewards, 1))
            .terminal(Arrays.copyOf(terminal, rows))
            .truncated(Arrays.copyOf(truncated, rows))
            .nextObservations(filled(nextObservations, env.observationSize()))
            .episodesByEnds()
            .extra(SIMULATOR_STATE, Column.Numbers.vectors(filled(states, stateSize), stateSize))
            .extra(TIER, new Column.Texts(Arrays.copyOf(tiers, rows)))
            .metadata(Transitions.ENVIRONMENT, spec.name())
            .metadata(Transitions.REFERENCE_MIN, Double.toString(spec.referenceMin()))
            .metadata(Transitions.REFERENCE_MAX, Double.toString(spec.referenceMax()))
            .metadata(Transitions.GENERATOR, generator);
    boolean densitiesKnown =
        played.entrySet().stream()
            .filter(share -> share.getValue() > 0)
            .allMatch(share -> players.get(share.getKey()).knowsDensity());
    if (densitiesKnown) {
      log.extra(ACTION_LOG_PROBS, Column.Numbers.scalar(filled(logProbs, 1)));
    }
    if (targetSize > 0) {
      log.extra(CONTROLLER_TARGET, Column.Numbers.vectors(filled(targets, targetSize), targetSize));
    }
    return log.build();
  }

  /** The rows that were played; the array itself where that is all of it. */
  private float[] filled(float[] column, int width) {
    return column.length == rows * width ? column : Arrays.copyOf(column, rows * width);
  }

  private double[] filled(double[] column, int width) {
    return column.length == rows * width ? column : Arrays.copyOf(column, rows * width);
  }

  /** What was asked for and who played how often, in JSON; names need no escapes. */
  private static String metadata(Mix mix, Amount amount, long seed, Map<String, Integer> played) {
    StringBuilder json = new StringBuilder("{\"mix\":{");
    for (Mix.Share share : mix.shares()) {
      json.append(json.charAt(json.length() - 1) == '{' ? "" : ",")
          .append('"')
          .append(share.policy())
          .append("\":")
          .append(share.share());
    }
    json.append(
        amount instanceof Amount.Transitions transitions
            ? "},\"transitions\":" + transitions.count()
            : "},\"episodes\":" + ((Amount.Episodes) amount).count());
    json.append(",\"seed\":").append(seed).append(",\"episodes_played\":{");
    played.forEach(
        (tier, episodes) ->
            json.append(json.charAt(json.length() - 1) == '{' ? "" : ",")
                .append('"')
                .append(tier)
                .append("\":")
                .append(episodes));
    return json.append("},\"version\":").append(VERSION).append('}').toString();
  }
}
