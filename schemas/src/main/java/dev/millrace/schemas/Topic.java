package dev.millrace.schemas;

import java.io.Serializable;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the factory: its name, what its records are and how long they stay.
 *
 * @param <V> type of the values
 * @param name kebab-case plural noun
 * @param valueType generated class of the values
 * @param key what the key is, for the reader of the docs; keys are UTF-8 strings
 * @param partitions how many, where no setting says otherwise
 * @param retention what becomes of old records
 * @param purpose one sentence: who writes, who reads
 */
public record Topic<V extends SpecificRecord>(
    String name,
    Class<V> valueType,
    String key,
    int partitions,
    Retention retention,
    String purpose)
    implements Serializable {

  /** What becomes of old records. */
  public sealed interface Retention extends Serializable {

    /**
     * Records are deleted when they are older than this.
     *
     * @param after age since the broker took the record in
     */
    record Delete(Duration after) implements Retention {}

    /** The newest record of each key stays. */
    record Compact() implements Retention {}
  }

  public Topic {
    if (!name.matches("[a-z]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("topic name " + name + " is not kebab-case");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic " + name + " needs at least 1 partition, got " + partitions);
    }
  }

  /** Subject of the value schema in the registry (TopicNameStrategy). */
  public String valueSubject() {
    return name + "-value";
  }

  /** Schema that this build writes. */
  public Schema schema() {
    return SpecificData.get().getSchema(valueType);
  }
}
