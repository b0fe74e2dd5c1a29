package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class GoldenFilesTest {

  @TempDir Path folder;

  private GoldenFiles files() {
    return GoldenFiles.of(folder.toString(), "");
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void filesAreFoundInFoldersBelowAndTakenByTheirFieldsWhateverTheirName() throws IOException {
    write("a/b/anything.json", "{\"env\": \"Pendulum-v1\"}");
    write("classic-pendulum.json", "{\"env\": \"CartPole-v1\"}");
    write("a/notes.txt", "{\"env\": \"Pendulum-v1\"}");

    assertThat(files().all()).hasSize(2);
    assertThat(files().of(Claim.PENDULUM))
        .extracting(GoldenFile::path)
        .containsExactly(folder.resolve("a/b/anything.json"));
  }

  @Test
  void aRelativeFolderIsThatOfTheBuildsStart() throws IOException {
    write("deep/x.json", "{\"env\": \"Pendulum-v1\"}");

    assertThat(GoldenFiles.of("deep", folder.toString()).all()).hasSize(1);
  }

  @Test
  void aClassThatFindsNothingInTheFolderItWasAskedForIsSkippedAndSaysSo() throws IOException {
    write("x.json", "{\"env\": \"CartPole-v1\"}");

    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> files().of(Claim.PENDULUM))
        .withMessageContaining("PendulumGoldenTest found nothing for itself in " + folder)
        .withMessageContaining("env \"Pendulum-v1\"");
  }

  @Test
  void aFolderThatIsMissingIsAnError() {
    assertThatIllegalStateException()
        .isThrownBy(() -> GoldenFiles.of("nowhere", folder.toString()))
        .withMessageContaining("there is no folder " + folder.resolve("nowhere"));
  }

  @Test
  void aFileThatIsNoJsonObjectFailsWithItsName() throws IOException {
    write("half.json", "{\"env\": \"Pendulum-v1\", \"traj");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> files().all())
        .withMessageContaining("half.json is not JSON");

    write("half.json", "[1]");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> files().all())
        .withMessageContaining("half.json is no JSON object");
  }

  @Test
  void familiesStillToComeAreKnownByTheirFields() {
    assertThat(stillToCome("{\"algorithm\": \"A2PR\"}")).isTrue();
    assertThat(stillToCome("{\"format\": \"hybrid-golden/1\", \"algorithm\": \"new\"}")).isTrue();
    assertThat(stillToCome("{\"schema\": \"ope-golden/1\"}")).isFalse();
    assertThat(stillToCome("{\"algorithm\": \"XQL\"}")).isFalse();
    assertThat(stillToCome("{\"env\": \"Pendulum-v1\"}")).isFalse();
    assertThat(stillToCome("{}")).isFalse();
  }

  @Test
  void fileFormatsAreTakenByTheFilesThatTheyNameOrAsTheirOwnMetadata() {
    assertThat(formats("{\"gym.hdf5\": {}}")).isTrue();
    assertThat(formats("{\"data_format\": \"hdf5\"}")).isTrue();
    assertThat(formats("{\"hdf5\": {}}")).isFalse();
  }

  private static boolean formats(String json) {
    return Claim.FORMATS.takes(JsonParser.parseString(json).getAsJsonObject());
  }

  private static boolean stillToCome(String json) {
    return StillToCome.includes(JsonParser.parseString(json).getAsJsonObject());
  }

  @Test
  void aComparisonFailsBeyondItsToleranceWithThePlaceAndBothNumbers() {
    GoldenFile file = new GoldenFile(Path.of("x.json"), null);
    JsonArray two = JsonParser.parseString("[1, 2]").getAsJsonArray();

    try (Comparison comparison = new Comparison(file, 0.1, 0.5)) {
      comparison.close(3.09, 2, "inside"); // 0.1 + 0.5 * 2
      comparison.close(new double[] {1.5, 2}, two, "inside");
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> comparison.close(3.2, 2, "loss"))
          .withMessageContaining("x.json, loss: 2.0 is expected, but was 3.2");
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> comparison.close(Double.NaN, 2, "loss"));
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> comparison.close(new double[] {1}, two, "loss"));
    }
  }

  @Test
  void aComparisonOfNothingFails() {
    GoldenFile file = new GoldenFile(Path.of("x.json"), null);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> new Comparison(file, 1, 0).close())
        .withMessageContaining("numbers of x.json that were compared");
  }
}
