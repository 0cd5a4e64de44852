package dev.millrace.deploy.stacks;

import java.io.File;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** Node.js, in which the CDK runs. */
public final class Node {

  private Node() {}

  /** Skips the test that asks, where there is none on the path. */
  public static void require() {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, "node").canExecute());
    Assumptions.assumeTrue(
        found, "there is no node on the path, which the CDK runs in: stacks are not looked at");
  }
}
