package dev.strandline.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseTest {

  private static final String HOUSE = "dev.strandline.";
  private static final String FIXTURE = HOUSE + "house.fixture";

  /**
   * What each module may use besides itself and the JDK; a module's name stands for its packages.
   */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "policy", List.of(),
          "datasets", List.of("policy", "com.google.common..", "org.apache.commons.math3.."),
          "tensor", List.of("policy", "org.nd4j..", "org.bytedeco.."),
          "envs", List.of("policy", "datasets"),
          "io",
              List.of(
                  "policy",
                  "datasets",
                  "org.apache.parquet..",
                  "org.apache.hadoop..",
                  "com.github.luben.zstd..",
                  "org.xerial.snappy..",
                  "io.airlift.compress..",
                  "io.jhdf..",
                  "com.google.common..",
                  "com.google.gson..",
                  "de.siegmar.fastcsv.."),
          "offline",
              List.of(
                  "policy", "datasets", "tensor", "envs", "io", "org.nd4j..", "com.google.gson.."),
          "ope",
              List.of("policy", "datasets", "tensor", "org.apache.commons.math3..", "org.tribuo.."),
          "report",
              List.of(
                  "policy",
                  "datasets",
                  "tensor",
                  "envs",
                  "io",
                  "offline",
                  "ope",
                  "org.knowm.xchart..",
                  "org.apache.commons.math3..",
                  "com.google.gson.."));

  private static final Set<String> UNSEEDED =
      Set.of(
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.util.concurrent.ThreadLocalRandom.current",
          "org.nd4j.linalg.factory.Nd4j.getRandom");

  private static final Set<String> CONSOLE =
      Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.exit");

  private static final List<String> NOT_IN_SIGNATURES =
      List.of(
          "com.google.common.",
          "de.siegmar.fastcsv.",
          "org.apache.hadoop.",
          "org.apache.parquet.",
          "io.jhdf.",
          "org.tribuo.",
          "org.nd4j.",
          "org.bytedeco.");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.strandline");

  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  private static void findsNothing(ArchRule rule) {
    rule.check(MAIN);
  }

  private static void finds(ArchRule rule, String violation) {
    assertThat(rule.evaluate(BROKEN).getFailureReport().getDetails())
        .anySatisfy(detail -> assertThat(detail).contains(violation));
  }

  @Test
  void theRulesSeeTheHouse() {
    assertThat(MAIN.contain(HOUSE + "policy.MlpPolicy")).isTrue();
    assertThat(MAIN.contain(HOUSE + "house.HouseTest")).isFalse();
  }

  static Set<String> modules() {
    return MAY_USE.keySet();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyWhatLiesBelowIt(String module) {
    findsNothing(usesOnly(HOUSE + module, MAY_USE.get(module)));
  }

  @Test
  void aModuleThatUsesItsNeighborIsFound() {
    finds(usesOnly(FIXTURE + ".left", List.of("policy")), "fixture.right.Right");
  }

  private static ArchRule usesOnly(String from, List<String> uses) {
    Set<String> packages = new LinkedHashSet<>(List.of("java..", "javax..", from + ".."));
    for (String use : uses) {
      packages.add(use.contains(".") ? use : HOUSE + use + "..");
    }
    return classes()
        .that()
        .resideInAPackage(from + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  @Test
  void packagesHaveNoCycles() {
    findsNothing(noCycles());
    finds(noCycles(), "Cycle detected");
  }

  private static ArchRule noCycles() {
    return slices()
        .matching("dev.strandline.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  @Test
  void packagesAreNamedAfterTheField() {
    findsNothing(wellNamedPackages());
    finds(wellNamedPackages(), "fixture.util.Leftovers");
  }

  private static ArchRule wellNamedPackages() {
    return noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..", "..helper..")
        .allowEmptyShould(true);
  }

  @Test
  void chanceIsSeededAndNoErrorIsPrintedAway() {
    ArchRule rule =
        noClasses()
            .should()
            .accessTargetWhere(named(UNSEEDED))
            .orShould()
            .accessTargetWhere(printsAnError());

    findsNothing(rule.allowEmptyShould(true));
    finds(rule, "Math.random");
    finds(rule, "ThreadLocalRandom.current");
    finds(rule, "printStackTrace");
  }

  @Test
  void onlyTheCommandLineSpeaksAndExits() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.strandline.cli..")
            .should()
            .accessTargetWhere(named(CONSOLE));

    findsNothing(rule.allowEmptyShould(true));
    finds(rule, "System.out");
    finds(rule, "System.exit");
  }

  private static DescribedPredicate<JavaAccess<?>> named(Set<String> targets) {
    return DescribedPredicate.describe(
        "is one of " + targets,
        access -> targets.contains(access.getTargetOwner().getName() + "." + access.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> printsAnError() {
    return DescribedPredicate.describe(
        "prints a stack trace",
        access ->
            access.getName().equals("printStackTrace")
                && access.getTargetOwner().isAssignableTo(Throwable.class));
  }

  @Test
  void librariesStayOutOfPublicSignatures() {
    ArchRule rule = classes().that().arePublic().should(showOnlyOwnTypes()).allowEmptyShould(true);

    findsNothing(rule);
    finds(rule, "Leftovers.leak() shows com.google.common.collect.ImmutableList");
  }

  private static ArchCondition<JavaClass> showOnlyOwnTypes() {
    return new ArchCondition<>("show no type of a library in public signatures") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
          Set<JavaModifier> modifiers = member.getModifiers();
          if (modifiers.contains(JavaModifier.PUBLIC)
              || modifiers.contains(JavaModifier.PROTECTED)) {
            for (JavaClass shown : shown(member)) {
              if (isForeign(type, shown.getBaseComponentType().getName())) {
                String message = member.getFullName() + " shows " + shown.getName();
                events.add(SimpleConditionEvent.violated(member, message));
              }
            }
          }
        }
      }
    };
  }

  private static Set<JavaClass> shown(JavaMember member) {
    Set<JavaClass> shown = new LinkedHashSet<>();
    if (member instanceof JavaField field) {
      shown.addAll(field.getType().getAllInvolvedRawTypes());
    } else if (member instanceof JavaCodeUnit method) {
      shown.addAll(method.getReturnType().getAllInvolvedRawTypes());
      method.getParameterTypes().forEach(type -> shown.addAll(type.getAllInvolvedRawTypes()));
      shown.addAll(method.getExceptionTypes());
    }
    return shown;
  }

  private static boolean isForeign(JavaClass type, String name) {
    boolean arrayOfTensorLayer =
        type.getPackageName().startsWith(HOUSE + "tensor")
            && name.equals("org.nd4j.linalg.api.ndarray.INDArray");
    return !arrayOfTensorLayer && NOT_IN_SIGNATURES.stream().anyMatch(name::startsWith);
  }

  @Test
  void everyPackageHasItsPage() throws IOException {
    Path house = Path.of("").toAbsolutePath();
    while (!Files.exists(house.resolve("mvnw"))) {
      house = house.getParent();
    }

    assertThat(packagesWithoutPage(house)).isEmpty();
  }

  @Test
  void aPackageWithoutAPageIsFound(@TempDir Path folder) throws IOException {
    Path lonely = Files.createDirectories(folder.resolve("io/src/main/java/dev/lonely"));
    Files.createFile(lonely.resolve("Alone.java"));

    assertThat(packagesWithoutPage(folder)).containsExactly(lonely);

    Files.createFile(lonely.resolve("package-info.java"));

    assertThat(packagesWithoutPage(folder)).isEmpty();
  }

  /** Folders of main source code in the modules below {@code house} that lack package-info.java. */
  private static List<Path> packagesWithoutPage(Path house) throws IOException {
    Set<Path> packages = new LinkedHashSet<>();
    try (Stream<Path> modules = Files.list(house)) {
      for (Path module :
          modules.map(m -> m.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> sources = Files.walk(module)) {
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .forEach(file -> packages.add(file.getParent()));
        }
      }
    }
    return packages.stream()
        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
        .toList();
  }
}
