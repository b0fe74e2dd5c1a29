package dev.strandline.golden;

import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The golden files of a folder and all folders below it.
 *
 * <p>The folder is the system property {@code golden.dir}, relative to the folder that the build
 * was started in ({@code golden.root}); without it, the test resources.
 */
final class GoldenFiles {

  /**
   * A golden file.
   *
   * @param path where it lies, for messages
   */
  record GoldenFile(Path path, JsonObject content) {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  private final Path folder;
  private final boolean askedFor;

  private GoldenFiles(Path folder, boolean askedFor) {
    this.folder = folder;
    this.askedFor = askedFor;
  }

  /** The files of the folder that the system properties name. */
  static GoldenFiles open() {
    return of(System.getProperty("golden.dir", ""), System.getProperty("golden.root", ""));
  }

  static GoldenFiles of(String dir, String root) {
    if (dir.isBlank()) {
      return new GoldenFiles(resources(), false);
    }
    Path folder = Path.of(root).resolve(dir).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(
          "golden.dir=" + dir + ": there is no folder " + folder + ". Give one that exists.");
    }
    return new GoldenFiles(folder, true);
  }

  private static Path resources() {
    URL url = GoldenFiles.class.getResource("/golden");
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(url + " is no path.", e);
    }
  }

  /** Every JSON file, by path; a file that is no JSON object fails the test. */
  List<GoldenFile> all() throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      paths =
          walk.filter(path -> path.toString().endsWith(".json"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    List<GoldenFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(new GoldenFile(path, parse(path)));
    }
    return files;
  }

  private static JsonObject parse(Path path) throws IOException {
    try (Reader reader = Files.newBufferedReader(path)) {
      JsonElement content = JsonParser.parseReader(reader);
      if (!content.isJsonObject()) {
        return fail("%s is no JSON object. Give a whole golden file.", path);
      }
      return content.getAsJsonObject();
    } catch (JsonParseException e) {
      return fail(path + " is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The files that {@code claim} takes, at least one: where there is none, a test that was asked
   * for a folder is skipped and says so, and one that was not fails.
   */
  List<GoldenFile> of(Claim claim) throws IOException {
    List<GoldenFile> taken = all().stream().filter(file -> claim.takes(file.content())).toList();
    if (taken.isEmpty()) {
      String nothing =
          claim.owner().getSimpleName()
              + " found nothing for itself in "
              + folder
              + ": no JSON file there has "
              + claim
              + ".";
      if (!askedFor) {
        fail(nothing);
      }
      // The build's console does not show why a test is skipped.
      System.err.println(nothing);
      Assumptions.abort(nothing);
    }
    return taken;
  }
}
