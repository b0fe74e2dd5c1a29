package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectTest {

  @TempDir private static Path folder;

  private static List<String> texts(JsonObject json, String name) {
    return StreamSupport.stream(json.getAsJsonArray(name).spliterator(), false)
        .map(JsonElement::getAsString)
        .toList();
  }

  @Test
  void policiesAreRankedAndTheBetterOnesChosen() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    Ran ran =
        Ran.with(
            "select",
            log,
            "--kind",
            "bandit",
            "--target",
            "worst=bad",
            "--target",
            "rare=rare",
            "--target",
            "best=good",
            "--target",
            "alike=good_logged",
            "--estimators",
            "snips");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsPattern("policy +estimate +gain over the logging policy +verdict")
        .containsPattern("(?s)alike .*best .*worst .*rare ")
        .containsPattern("rare +[\\d.]+ +cannot answer")
        .contains("Ship: alike, best.")
        .containsPattern("k +SharpeRatio@k +interval +gain of the winner")
        .containsPattern("1 +one policy has no spread +none +[\\d.]+")
        .doesNotContain("NaN");
  }

  @Test
  void theDocumentHoldsTheRankingAndAtMostSoManyChosenOnes() throws IOException {
    Path log = DecisionLogs.trajectories(folder);
    Path out = folder.resolve("selected");

    Ran ran =
        Ran.with(
            "select",
            log,
            "--kind",
            "trajectory",
            "--target",
            "worst=bad",
            "--target",
            "best=good",
            "--top",
            1,
            "--out",
            out,
            "--json");

    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(texts(json, "ranking")).containsExactly("best", "worst");
    assertThat(texts(json, "chosen")).containsExactly("best");
    assertThat(json.getAsJsonArray("sharpeRatios")).hasSize(2);
    for (String picture : List.of("estimates", "returns", "sharpe-ratio")) {
      assertThat(Files.readAllBytes(out.resolve(picture + ".png")))
          .as(picture)
          .startsWith(0x89, 'P', 'N', 'G');
    }
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("select")
        .contains("--top 1")
        .contains("Ship: best. To try: 1 at most.")
        .contains("gain over the logging policy");
    assertThat(JsonParser.parseString(Files.readString(out.resolve("result.json"))))
        .isEqualTo(json);
  }

  @Test
  void nothingIsShippedForAGainInsideTheMargin() throws IOException {
    Path log = DecisionLogs.slates(folder);

    Ran ran =
        Ran.with(
            "select", log, "--kind", "slate", "--target", "the-best-of-all=good", "--margin", 100);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("Ship none: no policy is shown to be better.")
        .contains("its estimate inside the margin")
        .contains("the-best-of-all The gain lies between");
  }

  @Test
  void theExitCodeIsFourIfTheLogCanAnswerForNoPolicy() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    Ran ran = Ran.with("select", log, "--kind", "bandit", "--target", "c=rare");

    assertThat(ran.exitCode()).isEqualTo(Main.CANNOT_ANSWER);
    assertThat(ran.out()).contains("Ship none").contains("effective sample size is");
  }

  @Test
  void wrongUsageSaysWhatIsWrong() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    Ran none = Ran.with("select", log, "--kind", "bandit", "--target", "a=good", "--top", 0);
    Ran kind = Ran.with("select", log, "--kind", "slates", "--target", "a=good");

    assertThat(none.exitCode()).isEqualTo(Main.USAGE);
    assertThat(none.err()).contains("--top must be at least 1, but is 0.");
    assertThat(kind.exitCode()).isEqualTo(Main.USAGE);
    assertThat(kind.err()).contains("Did you mean slate?");
  }
}
