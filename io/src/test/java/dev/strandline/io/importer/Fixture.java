package dev.strandline.io.importer;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Files that {@code make.py} beside them made with h5py. */
final class Fixture {

  static final int ROWS = 24;

  private Fixture() {}

  static Path path(String name) {
    try {
      return Path.of(Fixture.class.getResource("/importer/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
