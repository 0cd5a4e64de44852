package dev.millrace.deploy.stacks;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Node.js, in which the CDK runs. */
public final class Node {

  private Node() {}

  /** As CI services set it. */
  private static final String CI = "CI";

  /** Skips the test that asks, where there is none on the path; in CI it fails. */
  public static void require() {
    require(System.getenv());
  }

  static void require(Map<String, String> environment) {
    boolean found =
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, "node").canExecute());
    String trouble =
        "there is no node on the path, which the CDK runs in: stacks are not looked at";
    if (!found && environment.getOrDefault(CI, "").equals("true")) {
      throw new AssertionError(trouble + ", and CI=true says that they have to be");
    }
    Assumptions.assumeTrue(found, trouble);
  }
}
