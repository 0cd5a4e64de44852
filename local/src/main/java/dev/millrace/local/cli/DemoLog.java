package dev.millrace.local.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the factory of the demo logs: the terminal is the story's, and what Kafka and Flink say of
 * a busy machine is no part of it. The file is made by the first line. What Millrace itself logs as
 * an error is shown as well.
 *
 * <p>Which log is written so is said by {@code log4j2-demo.xml}, which reads {@link #PROPERTY} anew
 * with each line: before it is set, and after {@link #end}, lines go to standard error.
 */
record DemoLog(Path file) {

  static final String PROPERTY = "millrace.log.file";

  /** In the folder of the factory, from now on. */
  static DemoLog in(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve("demo.log");
    System.setProperty(PROPERTY, file.toString());
    return new DemoLog(file);
  }

  /** From now on nothing is logged there, nor makes the file anew. */
  void end() {
    System.clearProperty(PROPERTY);
  }

  /** Where to look; nothing where nothing was logged. */
  Optional<String> pointer() {
    return Files.exists(file)
        ? Optional.of("what the factory logged is in " + file)
        : Optional.empty();
  }
}
