package dev.strandline.envs.tabular;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import dev.strandline.policy.Check;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * ICU-Sepsis: treat a patient with sepsis in intensive care, with the dynamics that were estimated
 * from records of such patients.
 *
 * <p>716 states, of which 713 is death and 714 survival, and 25 actions, five doses each of fluids
 * and vasopressors. The reward is 1 on entering survival, else 0; entering either ends the episode.
 * An action that clinicians did not try in a state (one that is not admissible) acts as the mean of
 * those they did. As published it is not discounted and has a step limit of 500.
 *
 * <p>Source: Choudhary, Gupta and Thomas, "ICU-Sepsis: A Benchmark MDP Built from Real Medical
 * Data", 2024. The authors' tables (MIT licence) are part of this module and read back as the very
 * same doubles.
 */
public final class IcuSepsis {

  private static final int STATES = 716;
  private static final int ACTIONS = 25;
  private static final int FIRST_END = 713;
  private static final int SURVIVAL = 714;

  private final TabularMdp mdp;
  private final TabularPolicy clinicians;
  private final boolean[][] admissible;

  private IcuSepsis(TabularMdp mdp, TabularPolicy clinicians, boolean[][] admissible) {
    this.mdp = mdp;
    this.clinicians = clinicians;
    this.admissible = admissible;
  }

  /** Reads the tables, which takes a few tenths of a second. */
  public static IcuSepsis load() {
    List<List<Outcome>> rows = new ArrayList<>();
    for (String line : lines("transitions.txt.gz")) {
      rows.add(outcomes(distribution(line, STATES)));
    }
    int[][] rowOf = new int[STATES][];
    boolean[][] admissible = new boolean[STATES][ACTIONS];
    List<String> actions = lines("actions.txt.gz");
    for (int s = 0; s < STATES; s++) {
      String[] parts = actions.get(s).split(" ", -1);
      rowOf[s] = indices(parts[0]);
      for (int a : indices(parts[1])) {
        admissible[s][a] = true;
      }
    }
    double[] initial = distribution(lines("initial.txt.gz").get(0), STATES);
    return new IcuSepsis(new TabularMdp(initial, rows, rowOf), readClinicians(), admissible);
  }

  private static List<Outcome> outcomes(double[] next) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int s = 0; s < next.length; s++) {
      if (next[s] > 0) {
        outcomes.add(new Outcome(next[s], s, s == SURVIVAL ? 1 : 0, s >= FIRST_END));
      }
    }
    return outcomes;
  }

  private static TabularPolicy readClinicians() {
    List<String> lines = lines("clinicians.txt.gz");
    double[][] probabilities = new double[STATES][];
    for (int s = 0; s < STATES; s++) {
      probabilities[s] = distribution(lines.get(s), ACTIONS);
      if (lines.get(s).isEmpty()) {
        Arrays.fill(probabilities[s], 1.0 / ACTIONS);
      }
    }
    return new TabularPolicy(probabilities);
  }

  /** Reads {@code PROBABILITY:INDEX,INDEX,... PROBABILITY:INDEX,...}; what is not named is 0. */
  private static double[] distribution(String line, int size) {
    double[] distribution = new double[size];
    if (!line.isEmpty()) {
      for (String part : line.split(" ", -1)) {
        int colon = part.indexOf(':');
        double probability = Double.parseDouble(part.substring(0, colon));
        for (int i : indices(part.substring(colon + 1))) {
          distribution[i] = probability;
        }
      }
    }
    return distribution;
  }

  private static int[] indices(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static List<String> lines(String name) {
    try (InputStream resource = IcuSepsis.class.getResourceAsStream("icu-sepsis/" + name)) {
      Check.that(resource != null, "%s is not in the jar. Build it with its resources.", name);
      return new BufferedReader(
              new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " of ICU-Sepsis cannot be read.", e);
    }
  }

  /** The process. */
  public TabularMdp mdp() {
    return mdp;
  }

  /** What clinicians did, as estimated from the records; uniform where an episode has ended. */
  public TabularPolicy clinicians() {
    return clinicians;
  }

  /** Whether an action of a state has outcomes of its own. */
  public boolean admissible(int state, int action) {
    return admissible[state][action];
  }
}
