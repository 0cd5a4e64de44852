package dev.millrace.benchmarks.rig;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Copies records as bytes. */
public final class FlinkCopyMain {

  private FlinkCopyMain() {}

  /** Takes the folder of its checkpoints, the topic to read and the topic to write to. */
  public static void main(String[] arguments) throws InterruptedException {
    PlainStreams.run(
        Path.of(arguments[0]),
        new PlainStreams.Way(arguments[1], arguments[2]),
        UnaryOperator.identity());
  }
}
