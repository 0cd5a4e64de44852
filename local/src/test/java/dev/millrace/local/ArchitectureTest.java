package dev.millrace.local;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.schemas.metrics.Metric;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * THINK TWICE ABOUT THE LAYERS BEFORE CHANGING THIS FILE: it is the picture in
 * docs/architecture.md, enforced.
 */
class ArchitectureTest {

  private static final String CONTRACT = "dev.millrace.record..";
  private static final String SCHEMAS = "dev.millrace.schemas..";
  private static final String PLATFORM = "dev.millrace.platform..";
  private static final String BEDROCK_LOCAL = "dev.millrace.bedrock..";
  private static final String INGESTION = "dev.millrace.ingestion..";
  private static final String PRODUCER_CLIENT = "dev.millrace.ingestion.client..";
  private static final String INFERENCE = "dev.millrace.inference..";
  private static final String COST = "dev.millrace.cost..";
  private static final String DRIFT = "dev.millrace.drift..";
  private static final String LIFECYCLE = "dev.millrace.lifecycle..";
  private static final String PUBLISHER = "dev.millrace.publisher..";
  private static final String CONSOLE = "dev.millrace.console..";
  private static final String LOCAL = "dev.millrace.local..";
  private static final String LAKE = "dev.millrace.lake..";

  /**
   * Not on this class path, with the CDK as it is: what it knows itself, LayersTest there holds.
   */
  private static final String DEPLOY = "dev.millrace.deploy..";

  /**
   * What domain classes may know of the contract: the records, and the words for what went wrong.
   */
  private static final Set<String> WORDS_OF_THE_CONTRACT =
      Set.of(
          "dev.millrace.schemas.Cause",
          "dev.millrace.schemas.Sha256",
          "dev.millrace.schemas.Category",
          "dev.millrace.schemas.RequestId",
          "dev.millrace.schemas.metrics.Alarm",
          "dev.millrace.schemas.metrics.Alarm$Comparison",
          "dev.millrace.schemas.metrics.Alarm$Silence",
          "dev.millrace.schemas.metrics.Dimension",
          "dev.millrace.schemas.metrics.Kind",
          "dev.millrace.schemas.metrics.Metric",
          "dev.millrace.schemas.metrics.Unit");

  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace");

  @Test
  void schemasKnowNobody() {
    noClasses()
        .that()
        .resideInAnyPackage(CONTRACT, SCHEMAS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            PLATFORM,
            BEDROCK_LOCAL,
            INGESTION,
            INFERENCE,
            COST,
            DRIFT,
            LIFECYCLE,
            PUBLISHER,
            CONSOLE,
            LOCAL,
            LAKE,
            DEPLOY)
        .check(MILLRACE);
  }

  @Test
  void platformKnowsOnlySchemas() {
    noClasses()
        .that()
        .resideInAPackage(PLATFORM)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            BEDROCK_LOCAL,
            INGESTION,
            INFERENCE,
            COST,
            DRIFT,
            LIFECYCLE,
            PUBLISHER,
            CONSOLE,
            LOCAL,
            LAKE,
            DEPLOY)
        .check(MILLRACE);
  }

  @Test
  void jobsKnowNoOtherJob() {
    String[] jobs = {INGESTION, INFERENCE, COST, DRIFT, LIFECYCLE, PUBLISHER, BEDROCK_LOCAL};
    for (String job : jobs) {
      for (String other : jobs) {
        if (!other.equals(job)) {
          noClasses()
              .that()
              .resideInAPackage(job)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(other, CONSOLE, LOCAL, LAKE, DEPLOY)
              .check(MILLRACE);
        }
      }
    }
  }

  /** It asks the gateway, and gives orders to model-lifecycle; of the others it knows topics. */
  @Test
  void consoleKnowsOnlyTheGatewayAndModelLifecycle() {
    noClasses()
        .that()
        .resideInAPackage(CONSOLE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BEDROCK_LOCAL, INFERENCE, COST, DRIFT, PUBLISHER, LOCAL, LAKE, DEPLOY)
        .check(MILLRACE);
  }

  /** It runs in AWS Lambda, on the way from a topic to a table. */
  @Test
  void lakeKnowsOnlySchemas() {
    classes()
        .that()
        .resideInAPackage(LAKE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.apache.avro.specific..",
            "com.fasterxml.jackson..",
            CONTRACT,
            SCHEMAS,
            LAKE)
        .check(MILLRACE);
  }

  @Test
  void nobodyKnowsTheLakeOrTheWayToAws() {
    noClasses()
        .that()
        .resideInAPackage(LOCAL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(LAKE, DEPLOY)
        .check(MILLRACE);
  }

  @Test
  void bedrockLocalKnowsNoTopic() {
    noClasses()
        .that()
        .resideInAPackage(BEDROCK_LOCAL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONTRACT, SCHEMAS)
        .check(MILLRACE);
  }

  @Test
  void producerClientKnowsNobody() {
    classes()
        .that()
        .resideInAPackage(PRODUCER_CLIENT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.net.ssl..",
            "org.jspecify..",
            "com.fasterxml.jackson..",
            PRODUCER_CLIENT)
        .check(MILLRACE);
  }

  @Test
  void domainKnowsNoEngine() {
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage("java..", "org.jspecify..", "dev.millrace..domain..", CONTRACT)
            .or(
                describe(
                    "a word of the contract",
                    type -> WORDS_OF_THE_CONTRACT.contains(type.getName())));
    classes()
        .that()
        .resideInAPackage("dev.millrace..domain..")
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(MILLRACE);
  }

  @Test
  void domainHasNoClockAndNoDice() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace..domain..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(MILLRACE);
  }

  /** What is in the catalogue is measured, by whom it says: so no chart or alarm stays empty. */
  @Test
  void metricsAreMeasuredByWhomTheCatalogueNames() {
    JavaClass catalogue = MILLRACE.get(Metric.class);
    for (Metric metric : Metric.values()) {
      assertThat(catalogue.getField(metric.name()).getAccessesToSelf())
          .as("%s has to be measured in %s", metric, metric.emitter().home())
          .anyMatch(
              access ->
                  (access.getOriginOwner().getPackageName() + ".")
                      .startsWith(metric.emitter().home() + "."));
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.millrace.(**)").should().beFreeOfCycles().check(MILLRACE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONTRACT)
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
        .check(MILLRACE);
  }
}
