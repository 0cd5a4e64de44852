package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules AwsSolutions of cdk-nag; what they find and is left has its reason in the code. */
class NagTest {

  /** A version of ours is a folder, and never gets another jar: there is no other to name. */
  private static final String VERSION_OF_A_JAR = "codeFromBucketObjectVersionNotSpecified";

  @Test
  void nothingIsObjectedTo() {
    assertThat(Synthesis.ofProduction().findings())
        .filteredOn(finding -> !finding.contains(VERSION_OF_A_JAR))
        .isEmpty();
  }
}
