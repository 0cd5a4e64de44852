package dev.millrace.local.factory;

import java.io.IOException;

/** A client of Kafka that is not Java's. */
final class Kcat {

  private Kcat() {}

  static boolean isHere() {
    try {
      Process version = new ProcessBuilder("kcat", "-V").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** All values of a topic up to its end, with a line between two. */
  static byte[] read(String brokers, String topic) throws IOException {
    return new ProcessBuilder("kcat", "-C", "-b", brokers, "-t", topic, "-e", "-q", "-D", "\n--\n")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .getInputStream()
        .readAllBytes();
  }
}
