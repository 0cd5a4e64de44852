package dev.millrace.benchmarks.ingestion;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Tickets that gateway and bare producer are given alike, made before anything is measured. */
final class Lines {

  static final int BATCH = 500;

  private static final int BATCHES = 16;
  private static final long SEED = 500;

  private Lines() {}

  /** Tickets, each for itself. */
  static List<byte[]> single() {
    Tickets tickets = new Tickets(SEED);
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < BATCHES * BATCH; i++) {
      lines.add(tickets.next());
    }
    return lines;
  }

  /** The same as bodies of {@value #BATCH} lines. */
  static List<byte[]> batches() {
    List<byte[]> lines = single();
    List<byte[]> batches = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += BATCH) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] line : lines.subList(from, from + BATCH)) {
        body.writeBytes(line);
        body.write('\n');
      }
      batches.add(body.toByteArray());
    }
    return batches;
  }
}
