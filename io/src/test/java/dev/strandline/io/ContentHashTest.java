package dev.strandline.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {

  @TempDir Path folder;

  private static Transitions.Builder twoRows() {
    return new Transitions.Builder(1, new ActionSpace.Discrete(4))
        .observations(new float[] {0.5f, -0.5f})
        .actions(new float[] {3, 1})
        .rewards(new double[] {1, 2})
        .terminal(new boolean[] {false, true})
        .truncated(new boolean[] {false, false})
        .episodes(new long[] {7}, new int[] {0});
  }

  @Test
  void itIsTheDigestOfTheBytesThatItsDescriptionNames() throws NoSuchAlgorithmException {
    Transitions data =
        twoRows()
            .extra("tag", new Column.Texts(new String[] {"é", null}))
            .extra("a", Column.Numbers.vectors(new double[] {9, 8}, 1))
            .build();
    ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    column(bytes, "episode_id", "int64").putLong(7).putLong(7);
    column(bytes, "observations", "float32").putFloat(0.5f).putFloat(-0.5f);
    column(bytes, "actions", "float32").putFloat(3).putFloat(1);
    column(bytes, "rewards", "float64").putDouble(1).putDouble(2);
    column(bytes, "terminals", "bool").put((byte) 0).put((byte) 1);
    column(bytes, "timeouts", "bool").put((byte) 0).put((byte) 0);
    column(bytes, "a", "float64[]").putDouble(9).putDouble(8);
    text(column(bytes, "tag", "text"), "é").putInt(-1);

    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes.flip());

    assertThat(ContentHash.of(data)).isEqualTo(HexFormat.of().formatHex(digest.digest()));
  }

  private static ByteBuffer column(ByteBuffer bytes, String name, String type) {
    return text(text(bytes, name), type).putLong(2).putInt(1);
  }

  private static ByteBuffer text(ByteBuffer bytes, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return bytes.putInt(utf8.length).put(utf8);
  }

  @Test
  void rowGroupsDoNotMatter() throws IOException {
    Transitions data = Logs.full(3000);
    TransitionFile.write(data, folder.resolve("one.parquet"));
    TransitionFile.write(data, folder.resolve("many.parquet"), 700);

    assertThat(Footer.read(folder.resolve("many.parquet")).groups()).hasSizeGreaterThan(3);
    for (String name : new String[] {"one.parquet", "many.parquet"}) {
      Transitions read = TransitionFile.read(folder.resolve(name));
      assertThat(ContentHash.of(read)).isEqualTo(ContentHash.of(data));
      assertThat(read.metadata()).containsEntry("strandline.content_hash", ContentHash.of(data));
    }
  }

  @Test
  void metadataAndTheOrderOfExtrasDoNotMatter() {
    Column one = new Column.Integers(new long[] {1, 2});
    Column two = new Column.Integers(new long[] {3, 4});

    Transitions first = twoRows().extra("one", one).extra("two", two).build();
    Transitions second =
        twoRows().extra("two", two).extra("one", one).metadata("strandline.env", "X").build();

    assertThat(ContentHash.of(first)).isEqualTo(ContentHash.of(second));
  }

  @Test
  void everyColumnMatters() {
    String base = ContentHash.of(twoRows().build());

    assertThat(ContentHash.of(twoRows().observations(new float[] {0.5f, 0.5f}).build()))
        .isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().actions(new float[] {3, 2}).build())).isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().rewards(new double[] {1, 3}).build())).isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().terminal(new boolean[2]).build())).isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().truncated(new boolean[] {false, true}).build()))
        .isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().nextObservations(new float[2]).build())).isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().episodes(new long[] {7, 8}, new int[] {0, 1}).build()))
        .isNotEqualTo(base);
    assertThat(ContentHash.of(twoRows().extra("x", new Column.Integers(new long[2])).build()))
        .isNotEqualTo(base);
  }
}
