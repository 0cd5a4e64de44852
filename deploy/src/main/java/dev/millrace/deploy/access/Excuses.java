package dev.millrace.deploy.access;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.constructs.IConstruct;

/** Findings of cdk-nag that are left as they are, each with its reason. */
public final class Excuses {

  /** cdk-nag asks for a reason of ten characters; ours are sentences. */
  private static final int SHORTEST = 40;

  private Excuses() {}

  /**
   * Leaves one rule's finding at one construct, and at those inside of it.
   *
   * @param rule such as {@code AwsSolutions-L1}
   * @param reason one sentence for a reviewer
   */
  public static void leave(IConstruct construct, String rule, String reason) {
    if (reason.length() < SHORTEST) {
      throw new IllegalArgumentException("no reason to leave " + rule + ": " + reason);
    }
    NagSuppressions.addResourceSuppressions(
        construct, List.of(NagPackSuppression.builder().id(rule).reason(reason).build()), true);
  }

  /**
   * Leaves what cdk-nag finds of the stars of a role's policies: each has its own reason as the
   * statement's id, which {@code WildcardsTest} holds against {@link Wildcard}.
   */
  public static void leaveStarsToWildcards(IConstruct role) {
    leave(
        role,
        "AwsSolutions-IAM5",
        "Every star of this role has its reason as the id of its statement; WildcardsTest fails"
            + " where one has none.");
  }
}
