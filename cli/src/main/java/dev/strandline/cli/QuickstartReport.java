package dev.strandline.cli;

import dev.strandline.cli.Quickstart.Outcome;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.RestorableEnv;
import dev.strandline.offline.RunFolder;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Policy;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.LearningCurves;
import dev.strandline.report.LearningCurves.Curve;
import dev.strandline.report.LearningCurves.Reference;
import dev.strandline.report.PendulumStrip;
import dev.strandline.report.PendulumStrip.Strip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Composes the page.
   *
   * @param commands that do the same again, each in parts that stay on one line
   */
  HtmlReport page(List<List<String>> commands) throws IOException {
    List<Section> sections = new ArrayList<>();
    LogReport data = LogReport.of(log, file);
    List<Block> logged = new ArrayList<>();
    logged.add(
        new Paragraph(
            "An expert and a policy that acts at random have played, and their episodes were"
                + " shuffled into one file. Learning sees this file and nothing else; the"
                + " environment only plays what was learned."));
    logged.addAll(data.glance(""));
    logged.add(data.returns());
    sections.add(new Section("The log", logged));
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
                Figures.of(
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
                Figures.of(
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
                RunReport.commands(commands))));
    return new HtmlReport("Strandline quickstart", story, sections);
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
    Map<String, RunFolder> runs = new LinkedHashMap<>();
    outcomes.forEach(outcome -> runs.put(outcome.method().name(), outcome.run()));
    return RunReport.settings(runs);
  }
}
