package dev.strandline.cli;

import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.envs.Maze;
import dev.strandline.envs.PointMaze;
import dev.strandline.envs.Rollout;
import dev.strandline.policy.Policy;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Commands;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.Interval;
import dev.strandline.report.MazeView;
import dev.strandline.report.MazeView.Path;
import dev.strandline.report.MazeView.Series;
import dev.strandline.report.ReturnHistogram;
import dev.strandline.report.ReturnHistogram.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The page that {@code evaluate} writes.
 *
 * @param env where the policies were played
 * @param policies by the label of each, such as the seed it was trained with
 * @param evaluations what they earned, in the same order
 * @param interval of the mean return
 * @param over what the interval is over, as in {@code 100 episodes}
 * @param seed that the episodes were drawn with
 * @param command that writes the page again, in lines
 */
record EvaluationReport(
    EnvSpec env,
    Map<String, Policy> policies,
    List<Evaluation> evaluations,
    Interval interval,
    String over,
    long seed,
    List<String> command) {

  private static final int EPISODES_DRAWN = 12;

  HtmlReport page(String title) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "Returns",
            List.of(
                table(),
                new Paragraph(
                    "Mean and standard deviation are over the episodes of one policy. The score is"
                        + " 0 at a return of "
                        + Text.number(env.referenceMin())
                        + " and 100 at "
                        + Text.number(env.referenceMax())
                        + "."),
                Figures.of(
                    () -> ReturnHistogram.draw(groups()),
                    "Undiscounted returns of all episodes."))));
    if (env.factory().get() instanceof PointMaze maze) {
      sections.add(new Section("From above", mazes(maze.maze())));
    }
    sections.add(
        new Section(
            "Do it again",
            List.of(
                new Paragraph("On the same policies this gives the same numbers."),
                new Commands(command))));
    return new HtmlReport(title, summary(), sections);
  }

  private String summary() {
    String score = Text.number(env.normalizedScore(interval.mean()));
    String mean = "Mean return " + Text.number(interval.mean()) + ", normalized score " + score;
    return interval.known()
        ? mean
            + "; 95 % intervals "
            + Text.ends(interval)
            + " and "
            + Text.ends(interval.on(env::normalizedScore))
            + ", Student t over "
            + over
            + "."
        : mean + "; one value gives no interval.";
  }

  private Table table() {
    List<String> means = column(Evaluation::mean);
    List<String> deviations = column(Evaluation::standardDeviation);
    List<String> scores = column(evaluation -> env.normalizedScore(evaluation.mean()));
    List<List<String>> rows = new ArrayList<>();
    for (String label : policies.keySet()) {
      int i = rows.size();
      rows.add(
          List.of(
              label,
              Integer.toString(evaluations.get(i).returns().length),
              means.get(i),
              deviations.get(i),
              scores.get(i)));
    }
    return new Table(
        List.of("policy", "episodes", "mean return", "std dev", "normalized score"), rows);
  }

  private List<String> column(ToDoubleFunction<Evaluation> value) {
    return Text.numbers(evaluations.stream().mapToDouble(value).toArray());
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (String label : policies.keySet()) {
      groups.add(new Group(label, evaluations.get(groups.size()).returns()));
    }
    return groups;
  }

  /** A picture of each policy's first episodes, in the color of its returns. */
  private List<Block> mazes(Maze maze) {
    List<Block> blocks = new ArrayList<>();
    policies.forEach(
        (label, policy) -> {
          int color = blocks.size();
          int drawn = Math.min(EPISODES_DRAWN, evaluations.get(color).returns().length);
          List<Path> paths = new ArrayList<>();
          for (int episode = 0; episode < drawn; episode++) {
            paths.add(path(Rollout.play(policy, env, episode, seed)));
          }
          blocks.add(
              Figures.of(
                  () -> MazeView.draw(maze, List.of(new Series(label, color, paths))),
                  "The first "
                      + Text.count(drawn, "episode")
                      + " of "
                      + label
                      + ", each from its dot to its cross. The star is the goal; within the dashed"
                      + " circle the sparse reward is 1."));
        });
    return blocks;
  }

  private static Path path(Rollout rollout) {
    double[] x = new double[rollout.steps() + 1];
    double[] y = new double[rollout.steps() + 1];
    for (int step = 0; step <= rollout.steps(); step++) {
      float[] observation = rollout.observation(step);
      x[step] = observation[0];
      y[step] = observation[1];
    }
    return new Path(x, y);
  }
}
