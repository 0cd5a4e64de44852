package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules AwsSolutions of cdk-nag; what they find and is left has its reason in the code. */
class NagTest {

  @Test
  void nothingIsObjectedTo() {
    assertThat(Synthesis.ofProduction().findings()).isEmpty();
  }
}
