package dev.millrace.console.letters;

import dev.millrace.schemas.Topic;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Reads topics whole. */
public interface RecordSource {

  /** Gives every value that can be read, from the beginning to the end of now. */
  <V extends SpecificRecord> void read(Topic<V> topic, Consumer<V> to);
}
