package dev.millrace.benchmarks.inference;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Copies the requests as bytes. */
final class FlinkCopyMain {

  private FlinkCopyMain() {}

  /** Takes the folder of its checkpoints and the topic to write to. */
  public static void main(String[] arguments) throws InterruptedException {
    PlainStreams.run(Path.of(arguments[0]), arguments[1], UnaryOperator.identity());
  }
}
