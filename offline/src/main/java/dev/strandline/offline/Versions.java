package dev.strandline.offline;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What a run was made with. */
final class Versions {

  private Versions() {}

  static JsonObject describe() {
    JsonObject json = new JsonObject();
    String own = Versions.class.getPackage().getImplementationVersion();
    json.addProperty("strandline", own == null ? "development" : own);
    json.addProperty("java", System.getProperty("java.version"));
    json.addProperty("nd4j", nd4j());
    json.addProperty(
        "machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    json.addProperty("blasThreads", 1);
    return json;
  }

  private static String nd4j() {
    try (InputStream in =
        Versions.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
