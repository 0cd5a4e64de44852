package dev.millrace.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What ArchitectureTest of module local holds of all others: the CDK is not on its class path. */
class LayersTest {

  private static final String DEPLOY = "dev.millrace.deploy..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.deploy");

  /** Jobs are programs to it, with settings by their keys. */
  @Test
  void ofMillraceItKnowsTheCatalogueAndPrices() {
    classes()
        .that()
        .resideInAPackage(DEPLOY)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org..",
            "com.fasterxml.jackson..",
            "picocli..",
            "io.github.cdklabs..",
            "software..",
            "dev.millrace.schemas..",
            "dev.millrace.record..",
            "dev.millrace.platform.pricing..",
            DEPLOY)
        .check(CLASSES);
  }

  /** What a stage is, and what it costs, can be said without Node.js. */
  @Test
  void stagesAndEstimatesKnowNoCdk() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.millrace.deploy.stage..", "dev.millrace.deploy.plan..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software..", "io.github.cdklabs..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.millrace.deploy.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
