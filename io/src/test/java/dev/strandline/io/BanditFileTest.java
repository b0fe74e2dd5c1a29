package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanditFileTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    BanditLog log = full(500, 3);
    Path file = folder.resolve("log.parquet");

    BanditFile.write(log, file);

    assertSame(BanditFile.read(file), log);
  }

  @Test
  void aLogOfContinuousActionsIsReadBack() throws IOException {
    BanditLog log =
        BanditLog.continuous(2)
            .actionVectors(new double[] {0.1, 2, -3, 1e-300})
            .rewards(new double[] {1 / 3.0, 2})
            .propensities(new double[] {7.5, 0.2})
            .build();
    Path file = folder.resolve("log.parquet");

    BanditFile.write(log, file);
    BanditLog read = BanditFile.read(file);

    assertThat(read.discrete()).isFalse();
    assertThat(read.actionVectors()).isEqualTo(log.actionVectors());
    assertThat(read.propensities().get()).isEqualTo(new double[] {7.5, 0.2});
    assertThat(read.rewards()).isEqualTo(log.rewards());
  }

  @Test
  void csvByMappingGivesArrays() throws IOException {
    Path file =
        csv(
            """
            day,arm,profit,p,age,country,vip
            mon,1,0.5,0.25,20,AU,true
            tue,0,-1e-3,0.75,30.5,NZ,false
            mon,2,2,1,40,AU,false
            """);

    BanditLog log =
        BanditFile.read(
            file,
            LogOptions.defaults()
                .withColumn("action", "arm")
                .withColumn("reward", "profit")
                .withColumn("propensity", "p")
                .withColumn("context", "age,countr*,vip"));

    assertThat(log.actionCount()).isEqualTo(3);
    assertThat(log.actions()).containsExactly(1, 0, 2);
    assertThat(log.rewards()).containsExactly(0.5, -1e-3, 2);
    assertThat(log.propensities().get()).isEqualTo(new double[] {0.25, 0.75, 1});
    assertThat(log.contextNames()).containsExactly("age", "country=AU", "country=NZ", "vip");
    assertThat(log.context()).containsExactly(20, 1, 0, 1, 30.5, 0, 1, 0, 40, 1, 0, 0);
    assertThat(log.extras()).containsOnlyKeys("day");
    assertThat(((Column.Texts) log.extras().get("day")).values())
        .containsExactly("mon", "tue", "mon");
  }

  @Test
  void gzippedTextIsReadAsText() throws IOException {
    Path file = folder.resolve("log.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("action,reward\n0,1\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }

    BanditLog log = BanditFile.read(file);

    assertThat(log.rewards()).containsExactly(1, 2);
    assertThat(log.propensities()).isEmpty();
    assertThat(log.unitKeys()).containsExactly(0, 1);
  }

  @Test
  void identifiersAreNumberedInTheOrderOfTheirNames() throws IOException {
    Path file = csv("action,reward,cluster_id,stratum\npear,1,u1,b\napple,0,u2,a\npear,3,u1,b\n");

    BanditLog log = BanditFile.read(file);

    assertThat(log.actionLabels()).containsExactly("apple", "pear");
    assertThat(log.actions()).containsExactly(1, 0, 1);
    assertThat(log.label(1)).isEqualTo("pear");
    assertThat(log.strata().get()).isEqualTo(new int[] {1, 0, 1});
    assertThat(log.stratumLabels()).containsExactly("a", "b");
    long[] units = log.unitKeys();
    assertThat(units[0]).isEqualTo(units[2]).isNotEqualTo(units[1]);
    assertThat(((Column.Texts) log.clusters().get()).values()).containsExactly("u1", "u2", "u1");
  }

  @Test
  void moreTextsThanTheCapAreHashed() throws IOException {
    StringBuilder text = new StringBuilder("action,reward,context\n");
    for (int i = 0; i < 40; i++) {
      text.append("0,1,city").append(i % 20).append('\n');
    }
    Path file = csv(text.toString());

    BanditLog exact = BanditFile.read(file, LogOptions.defaults().withMostCategories(20));
    BanditLog hashed = BanditFile.read(file, LogOptions.defaults().withMostCategories(8));

    assertThat(exact.contextSize()).isEqualTo(20);
    assertThat(hashed.contextNames()).hasSize(8).startsWith("context#0", "context#1");
    for (int row = 0; row < 20; row++) {
      double[] one = Arrays.copyOfRange(hashed.context(), 8 * row, 8 * row + 8);
      assertThat(Arrays.stream(one).sum()).isEqualTo(1);
      assertThat(Arrays.copyOfRange(hashed.context(), 8 * (row + 20), 8 * (row + 21)))
          .isEqualTo(one);
    }
  }

  @Test
  void theOpenBanditDatasetIsReadByItsOwnNames() throws IOException {
    Path file =
        csv(
            ",timestamp,item_id,position,click,propensity_score,user_feature_0,"
                + "user-item_affinity_0,user-item_affinity_1,user-item_affinity_2\n"
                + "0,2019-11-24 00:03:13.442536+00:00,1,3,0,0.25,abc,0.0,1.0,0.0\n"
                + "1,2019-11-24 00:03:14+00:00,0,1,1,0.5,abd,0.0,0.0,2.0\n");

    BanditLog log = BanditFile.read(file);

    assertThat(log.actionCount()).as("an affinity for each item").isEqualTo(3);
    assertThat(log.actions()).containsExactly(1, 0);
    assertThat(log.positions().get()).isEqualTo(new int[] {2, 0});
    assertThat(log.rewards()).containsExactly(0, 1);
    assertThat(log.propensities().get()).isEqualTo(new double[] {0.25, 0.5});
    assertThat(log.contextNames())
        .containsExactly(
            "user_feature_0=abc",
            "user_feature_0=abd",
            "user-item_affinity_0",
            "user-item_affinity_1",
            "user-item_affinity_2");
    assertThat(log.context()).containsExactly(1, 0, 0, 1, 0, 0, 1, 0, 0, 2);
    assertThat(((Column.Integers) log.extras().get("timestamp")).values())
        .containsExactly(1574553793442L, 1574553794000L);
  }

  @Test
  void partsOfALogTogetherAreTheLog() throws IOException {
    BanditLog log = full(1_000, 4);
    Path file = folder.resolve("log.parquet");
    BanditFile.write(log, file);

    List<BanditLog> parts = new ArrayList<>();
    try (BanditBatches batches = BanditFile.batches(file, LogOptions.defaults(), 300)) {
      assertThat(batches.rows()).isEqualTo(1_000);
      assertThat(batches.actionCount()).isEqualTo(4);
      batches.forEachRemaining(parts::add);
    }

    assertThat(parts).extracting(BanditLog::size).containsExactly(300, 300, 300, 100);
    assertThat(parts).extracting(BanditLog::firstRow).containsExactly(0L, 300L, 600L, 900L);
    for (BanditLog part : parts) {
      int from = (int) part.firstRow();
      int to = from + part.size();
      assertThat(part.rewards()).isEqualTo(Arrays.copyOfRange(log.rewards(), from, to));
      assertThat(part.actions()).isEqualTo(Arrays.copyOfRange(log.actions(), from, to));
      assertThat(part.behavior().get())
          .isEqualTo(Arrays.copyOfRange(log.behavior().get(), from * 4, to * 4));
      assertThat(part.context()).isEqualTo(Arrays.copyOfRange(log.context(), from * 2, to * 2));
      assertThat(((Column.Texts) part.extras().get("segment")).values())
          .isEqualTo(
              Arrays.copyOfRange(((Column.Texts) log.extras().get("segment")).values(), from, to));
    }
  }

  @Test
  void partsOfATextNumberIdentifiersAlike() throws IOException {
    Path file = csv("action,reward\nz,1\nb,1\na,1\n");

    List<Integer> actions = new ArrayList<>();
    try (BanditBatches batches = BanditFile.batches(file, LogOptions.defaults(), 1)) {
      batches.forEachRemaining(part -> actions.add(part.actions()[0]));
    }

    assertThat(actions).containsExactly(2, 1, 0);
  }

  @Test
  void aRoundMayFillSeveralPositionsOrHaveNoIdentifier() throws IOException {
    Path slots = csv("action,reward,round_id,position\n0,1,7,0\n0,1,7,1\n1,0,8,0\n");
    assertThat(BanditFile.read(slots).size()).isEqualTo(3);

    Path gaps = csv("action,reward,round_id\n0,1,7\n0,1,\n1,0,\n");
    assertThat(BanditFile.read(gaps).size()).isEqualTo(3);
  }

  @Test
  void aFolderOfSmallPagesWithNullsIsRead() throws IOException {
    ForeignWriter writer =
        new ForeignWriter()
            .column("a", "required int64 action;", (g, row) -> g.add("action", row % 5L))
            .column("r", "optional float reward;", (g, row) -> g.add("reward", row / 2f))
            .column(
                "e",
                "required group e (LIST) { repeated group list { required float element; } }",
                ForeignWriter.list("e", row -> new float[] {0.5f, 0.25f, 0.25f, 0, 0}))
            .column(
                "m",
                "optional double margin;",
                (g, row) -> {
                  if (row % 3 != 0) {
                    g.add("margin", row * 1.0);
                  }
                })
            .column(
                "n",
                "optional int32 count;",
                (g, row) -> {
                  if (row != 20) {
                    g.add("count", row);
                  }
                })
            .smallPages();
    Path parts = Files.createDirectory(folder.resolve("parts"));
    writer.write(parts.resolve("part-0.parquet"), 0, 25);
    writer.write(parts.resolve("part-1.parquet"), 25, 60);

    BanditLog log = BanditFile.read(parts);

    assertThat(log.size()).isEqualTo(60);
    assertThat(log.actionCount()).isEqualTo(5);
    assertThat(log.rewards()[59]).isEqualTo(29.5);
    assertThat(((Column.Numbers) log.extras().get("margin")).values()[30]).isNaN();
    assertThat(((Column.Numbers) log.extras().get("margin")).values()[31]).isEqualTo(31);
    assertThat(log.extras()).doesNotContainKey("count");
    assertThat(log.metadata()).containsEntry("strandline.skipped_columns", "count");
    Target target = Target.of("new", log, "e");
    assertThat(target.logged()).startsWith(0.5, 0.25, 0.25, 0, 0, 0.5);
    assertThat(target.distribution().get()).hasSize(300);
    assertThatThrownBy(() -> BanditFile.read(parts, LogOptions.defaults().withExtras("count")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("part-0.parquet", "column count", "row 20", "is null");
  }

  @Test
  void sparkTimestampsBecomeMilliseconds() throws IOException {
    Path file =
        new ForeignWriter()
            .column("a", "required int32 action;", (g, row) -> g.add("action", row))
            .column("r", "required double reward;", (g, row) -> g.add("reward", 1.0))
            .column(
                "t",
                "required int64 timestamp (TIMESTAMP(MICROS,true));",
                (g, row) -> g.add("timestamp", 1_574_553_793_442_536L))
            .write(folder.resolve("log.parquet"), 2);

    assertThat(((Column.Integers) BanditFile.read(file).extras().get("timestamp")).values())
        .containsOnly(1_574_553_793_442L);
  }

  @Test
  void aRoleThatThereIsNotIsRefused() throws IOException {
    Path file = csv("action,reward\n0,1\n");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BanditFile.read(file, LogOptions.defaults().withColumn("acton", "action")))
        .withMessageContaining("'acton' is no role")
        .withMessageContaining("available_actions");
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("log.csv"), text);
  }

  /** A log with all that one can have. */
  static BanditLog full(int rows, int actions) {
    RandomStream random = new Streams(7).open("bandit");
    int[] action = new int[rows];
    double[] behavior = new double[rows * actions];
    boolean[] available = new boolean[rows * actions];
    double[] reward = new double[rows];
    double[] propensity = new double[rows];
    double[] context = new double[2 * rows];
    int[] position = new int[rows];
    int[] stratum = new int[rows];
    long[] rounds = new long[rows];
    String[] users = new String[rows];
    String[] segment = new String[rows];
    for (int row = 0; row < rows; row++) {
      action[row] = random.nextInt(actions);
      for (int a = 0; a < actions; a++) {
        behavior[row * actions + a] = 1.0 / actions;
        available[row * actions + a] = a == action[row] || random.nextDouble() < 0.5;
      }
      reward[row] = random.nextGaussian();
      propensity[row] = 1.0 / actions;
      context[2 * row] = random.nextGaussian();
      context[2 * row + 1] = row % 2;
      position[row] = row % 3;
      stratum[row] = row % 2;
      rounds[row] = 1000L - row;
      users[row] = "Nutzer Ü" + row % 17;
      segment[row] = row % 5 == 0 ? null : "s" + row % 4;
    }
    List<String> labels = new ArrayList<>();
    for (int a = 0; a < actions; a++) {
      labels.add("item \"" + a + "\"");
    }
    return BanditLog.discrete(actions)
        .actions(action)
        .actionLabels(labels)
        .rewards(reward)
        .propensities(propensity)
        .context(List.of("mood", "odd"), context)
        .positions(position)
        .strata(stratum)
        .stratumLabels(List.of("old", "new"))
        .behavior(behavior)
        .available(available)
        .clusters(new Column.Texts(users))
        .extra(BanditLog.ROUND_ID, new Column.Integers(rounds))
        .extra(BanditLog.TIMESTAMP, new Column.Integers(rounds.clone()))
        .extra("segment", new Column.Texts(segment))
        .extra("cost", Column.Numbers.scalar(reward.clone()))
        .metadata("strandline.policy_version", "7")
        .build();
  }

  static void assertSame(BanditLog actual, BanditLog expected) {
    assertThat(actual.actionCount()).isEqualTo(expected.actionCount());
    assertThat(actual.actionLabels()).isEqualTo(expected.actionLabels());
    assertThat(actual.actions()).isEqualTo(expected.actions());
    assertThat(actual.rewards()).isEqualTo(expected.rewards());
    assertThat(actual.propensities().get()).isEqualTo(expected.propensities().get());
    assertThat(actual.contextNames()).isEqualTo(expected.contextNames());
    assertThat(actual.context()).isEqualTo(expected.context());
    assertThat(actual.positions().get()).isEqualTo(expected.positions().get());
    assertThat(actual.strata().get()).isEqualTo(expected.strata().get());
    assertThat(actual.stratumLabels()).isEqualTo(expected.stratumLabels());
    assertThat(actual.behavior().get()).isEqualTo(expected.behavior().get());
    assertThat(actual.available().get()).isEqualTo(expected.available().get());
    Logs.assertSame(actual.clusters().get(), expected.clusters().get(), "clusters");
    assertThat(actual.unitKeys()).isEqualTo(expected.unitKeys());
    assertThat(actual.extras()).containsOnlyKeys(expected.extras().keySet());
    expected
        .extras()
        .forEach((name, column) -> Logs.assertSame(actual.extras().get(name), column, name));
    assertThat(actual.metadata()).containsAllEntriesOf(expected.metadata());
  }
}
