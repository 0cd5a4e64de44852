package dev.millrace.benchmarks;

/** Runs {@code millrace bench}. */
final class Main {

  private Main() {}

  /** Exits with 0, 1 (failed) or 2 (not understood). */
  public static void main(String[] arguments) {
    if (System.getenv("MILLRACE_LOG_LEVEL") == null) {
      System.setProperty("millrace.log.level", "WARN");
    }
    System.exit(
        new BenchCommand(Catalogue.full(), System.out, System.err)
            .commandLine()
            .execute(arguments));
  }
}
