package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.access.Excuses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.services.s3.Bucket;

/** The rules AwsSolutions of cdk-nag; what they find and is left has its reason in the code. */
class NagTest {

  /** A version of ours is a folder, and never gets another jar: there is no other to name. */
  private static final String VERSION_OF_A_JAR = "codeFromBucketObjectVersionNotSpecified";

  /** Stacks of nothing that there are rules of: that of the budget. */
  private static final int NO_RULES = 1;

  @TempDir private Path folder = Path.of("");

  @Test
  void nothingIsObjectedTo() {
    assertThat(Synthesis.ofProduction().findings())
        .filteredOn(finding -> !finding.contains(VERSION_OF_A_JAR))
        .isEmpty();
  }

  @Test
  void rulesWereHeldAgainstEveryStack() {
    Map<String, Map<String, Long>> verdicts = Synthesis.ofProduction().verdicts();

    assertThat(verdicts).hasSameSizeAs(Synthesis.ofProduction().templates());
    assertThat(verdicts.values().stream().filter(Map::isEmpty)).hasSizeLessThanOrEqualTo(NO_RULES);
    verdicts.forEach(
        (stack, counts) ->
            assertThat(counts.keySet()).as(stack).isSubsetOf("Compliant", "Suppressed"));
  }

  /** A bucket as nobody should make it: without a log, and open to whoever does not use TLS. */
  @Test
  void aBadStackIsObjectedTo() {
    Node.require();
    App app = Factory.app(folder);
    Bucket.Builder.create(new Stack(app, "bad"), "Bucket").build();

    CloudAssembly assembly = Synthesis.examine(app);

    assertThat(Synthesis.findings(assembly))
        .anyMatch(finding -> finding.contains("/bad/Bucket") && finding.contains("AwsSolutions-S1"))
        .anyMatch(finding -> finding.contains("AwsSolutions-S10"));
    assertThat(Synthesis.verdicts(assembly).get("bad")).containsEntry("Non-Compliant", 2L);
  }

  @Test
  void anExcuseLeavesItsRuleAndNoOther() {
    Node.require();
    App app = Factory.app(folder);
    Bucket bucket = Bucket.Builder.create(new Stack(app, "bad"), "Bucket").build();
    Excuses.leave(bucket, "AwsSolutions-S1", "This bucket is made by a test and never has a log.");

    List<String> findings = Synthesis.findings(Synthesis.examine(app));

    assertThat(findings)
        .noneMatch(finding -> finding.contains("AwsSolutions-S1:"))
        .anyMatch(finding -> finding.contains("AwsSolutions-S10:"));
  }
}
