package dev.millrace.console.letters;

import dev.millrace.schemas.Topic;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Reads topics whole. */
public interface RecordSource {

  /** Takes values with the places where they are. */
  @FunctionalInterface
  interface Placed<V> {

    /** Takes one. */
    void take(int partition, long offset, V value);
  }

  /** Gives every value that can be read, from the beginning to the end of now. */
  default <V extends SpecificRecord> void read(Topic<V> topic, Consumer<V> to) {
    readPlaced(topic, (partition, offset, value) -> to.accept(value));
  }

  /** The same with their places. */
  <V extends SpecificRecord> void readPlaced(Topic<V> topic, Placed<V> to);
}
