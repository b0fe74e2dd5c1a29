package dev.strandline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.cli.Quickstart.Outcome;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Generator;
import dev.strandline.envs.RestorableEnv;
import dev.strandline.io.ContentHash;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Policy;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Commands;
import dev.strandline.report.HtmlReport.Facts;
import dev.strandline.report.HtmlReport.Figure;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.LearningCurves;
import dev.strandline.report.LearningCurves.Curve;
import dev.strandline.report.LearningCurves.Reference;
import dev.strandline.report.PendulumStrip;
import dev.strandline.report.PendulumStrip.Strip;
import dev.strandline.report.Picture;
import dev.strandline.report.ReturnHistogram;
import dev.strandline.report.ReturnHistogram.Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The page that a quickstart writes.
 *
 * @param env where the policies were played
 * @param log what was learned from
 * @param file that holds the log
 * @param outcomes one for each method
 * @param results table of them, its header first
 * @param footnote what the table's intervals are
 * @param story what the reader sees, in a few sentences
 */
record QuickstartReport(
    EnvSpec env,
    Transitions log,
    Path file,
    List<Outcome> outcomes,
    List<List<String>> results,
    String footnote,
    String story) {

  private static final double SECONDS_PER_STEP = 0.05;
  private static final double[] START = {2.5, 0, 0}; // angle, speed, steps taken
  private static final int COMMAND_WIDTH = 76;

  /**
   * Composes the page.
   *
   * @param commands that do the same again, each in parts that stay on one line
   */
  HtmlReport page(List<List<String>> commands) throws IOException {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "The log",
            List.of(
                new Paragraph(
                    "An expert and a policy that acts at random have played, and their episodes"
                        + " were shuffled into one file. Learning sees this file and nothing"
                        + " else; the environment only plays what was learned."),
                facts(),
                figure(
                    this::histogram,
                    "Undiscounted returns of the log's episodes, by the policy that played."))));
    sections.add(
        new Section(
            "Results",
            List.of(
                new Table(results.get(0), results.subList(1, results.size())),
                new Paragraph(
                    footnote
                        + " The score is 0 at the random policy's mean return and 100 at the"
                        + " expert's."))));
    List<Curve> curves = new ArrayList<>();
    List<Strip> strips = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      curves.add(Evaluations.curve(outcome.method().name(), outcome.run()));
      strips.add(strip(outcome, strips.size()));
    }
    sections.add(
        new Section(
            "While learning",
            List.of(
                figure(
                    () ->
                        LearningCurves.draw(
                            curves,
                            List.of(
                                new Reference("expert", env.referenceMax()),
                                new Reference("random", env.referenceMin()))),
                    "Mean return over three seeds as they learn, with its 95 % interval (Student"
                        + " t)."))));
    sections.add(
        new Section(
            "One episode",
            List.of(
                figure(
                    () -> PendulumStrip.draw(strips),
                    "Each method's policy of seed "
                        + outcomes.get(0).run().seeds().get(0)
                        + ", from rest at 143 degrees off upright. Twelve moments of ten seconds, in"
                        + " reading order; the shadow is where the rod just was, the arrow the"
                        + " torque."))));
    sections.add(new Section("Settings", List.of(settings())));
    sections.add(
        new Section(
            "Do it again",
            List.of(
                new Paragraph(
                    "These commands are what was run, with another folder to write to. On the same"
                        + " machine they give the same log and the same policies, byte for byte."),
                new Commands(lines(commands)))));
    return new HtmlReport("Strandline quickstart", story, sections);
  }

  private Facts facts() {
    DatasetSummary summary = DatasetSummary.of(log);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Environment", env.name());
    facts.put("File", file.toString());
    facts.put(
        "Size",
        Text.count(summary.rows(), "transition")
            + " in "
            + Text.count(summary.episodes(), "episode"));
    facts.put("Observation", Text.count(summary.observationSize(), "number"));
    facts.put("Action", Inspect.describe(summary.actionSpace()));
    facts.put("Mean return", Text.number(summary.returns().mean()));
    facts.put(
        "Returns",
        "from "
            + Text.number(summary.returns().min())
            + " to "
            + Text.number(summary.returns().max()));
    facts.put("Content hash", ContentHash.of(log));
    return new Facts(facts);
  }

  /** A picture, or on a machine without fonts the reason why there is none. */
  private static Block figure(Supplier<Picture> picture, String caption) {
    try {
      return new Figure(picture.get(), caption);
    } catch (IllegalStateException e) {
      return new Paragraph("No picture: " + e.getMessage());
    }
  }

  private Picture histogram() {
    String[] tiers = ((Column.Texts) log.extras().get(Generator.TIER)).values();
    double[] returns = log.returns();
    Map<String, List<Double>> byTier = new LinkedHashMap<>();
    env.behaviors().keySet().forEach(tier -> byTier.put(tier, new ArrayList<>()));
    for (int episode = 0; episode < returns.length; episode++) {
      byTier.get(tiers[log.episodeStart(episode)]).add(returns[episode]);
    }
    List<Group> groups = new ArrayList<>();
    byTier.forEach(
        (tier, values) ->
            groups.add(new Group(tier, values.stream().mapToDouble(v -> v).toArray())));
    return ReturnHistogram.draw(groups);
  }

  /** The first seed's policy plays from low down. */
  private Strip strip(Outcome outcome, int color) throws IOException {
    Policy policy = outcome.run().policy(outcome.run().seeds().get(0));
    RestorableEnv pendulum = env.factory().get();
    ActionSpace.Box torque = (ActionSpace.Box) pendulum.actionSpace();
    int steps = pendulum.stepLimit();
    double[] angles = new double[steps];
    double[] torques = new double[steps];
    double sum = 0;
    float[] observation = pendulum.restoreState(START);
    for (int i = 0; i < steps; i++) {
      angles[i] = pendulum.saveState()[0];
      float[] action = policy.act(observation);
      torques[i] = torque.clip(0, action[0]);
      Env.Step step = pendulum.step(action);
      observation = step.observation();
      sum += step.reward();
    }
    return new Strip(
        outcome.method().name(), color, angles, torques, torque.high()[0], SECONDS_PER_STEP, sum);
  }

  /** Every setting of the runs, a column for each method. */
  private Table settings() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      for (Map.Entry<String, String> setting : settings(outcomes.get(i)).entrySet()) {
        rows.computeIfAbsent(setting.getKey(), key -> blanks()).set(i, setting.getValue());
      }
    }
    List<String> header = new ArrayList<>(List.of("setting"));
    outcomes.forEach(outcome -> header.add(outcome.method().name()));
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (name, values) -> {
          List<String> row = new ArrayList<>(List.of(name));
          row.addAll(values);
          cells.add(row);
        });
    return new Table(header, cells);
  }

  private List<String> blanks() {
    List<String> blanks = new ArrayList<>();
    outcomes.forEach(outcome -> blanks.add("\u2013"));
    return blanks;
  }

  private static Map<String, String> settings(Outcome outcome) {
    JsonObject run = outcome.run().description();
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : List.of("algorithm", "sampler", "steps", "seeds")) {
      settings.put(key, plain(run.get(key)));
    }
    for (String group : List.of("samplerSettings", "settings", "preparation")) {
      run.getAsJsonObject(group)
          .entrySet()
          .forEach(entry -> settings.put(entry.getKey(), plain(entry.getValue())));
    }
    return settings;
  }

  private static String plain(JsonElement value) {
    return value.isJsonArray()
        ? value.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsString)
            .reduce((a, b) -> a + ", " + b)
            .orElse("")
        : value.getAsString();
  }

  /** Commands as lines that fit a page, each but a command's last ending in a backslash. */
  private static List<String> lines(List<List<String>> commands) {
    List<String> lines = new ArrayList<>();
    for (List<String> parts : commands) {
      StringBuilder line = new StringBuilder("./strandline");
      for (String part : parts) {
        if (line.length() + 1 + part.length() > COMMAND_WIDTH) {
          lines.add(line + " \\");
          line = new StringBuilder("   ");
        }
        line.append(' ').append(part);
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
