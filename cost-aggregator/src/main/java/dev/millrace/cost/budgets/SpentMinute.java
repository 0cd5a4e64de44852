package dev.millrace.cost.budgets;

import dev.millrace.cost.domain.PackedReader;
import dev.millrace.cost.domain.PackedWriter;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The cost windows that budgets are made of: a minute lies in one window of each budget, whatever
 * its time zone.
 *
 * <p><i>Shape</i>: as bytes they lie in the order of time.
 *
 * @param bytes of the key under which the newest revision is kept
 */
record SpentMinute(Instant start, String tenant, String pipeline, String modelId, Bytes bytes) {

  /** The minute of a key. */
  static SpentMinute of(Bytes key) {
    PackedReader in = new PackedReader(key.get());
    return new SpentMinute(Instant.ofEpochMilli(in.sorted()), in.text(), in.text(), in.text(), key);
  }

  /** What is not behind any key of that time or later. */
  static Bytes from(Instant time) {
    return Bytes.wrap(beginning(time).bytes());
  }

  /** What its keys begin with. */
  static PackedWriter beginning(Instant time) {
    return new PackedWriter().sorted(time.toEpochMilli());
  }
}
