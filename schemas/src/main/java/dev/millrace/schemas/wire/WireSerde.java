package dev.millrace.schemas.wire;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.NullUnmarked;

/**
 * An {@link AvroCodec} as plain clients and Kafka Streams want it. A null value stays null: it is a
 * tombstone.
 *
 * @param <V> type of the values
 */
@NullUnmarked
public final class WireSerde<V extends SpecificRecord> implements Serde<V> {

  private final AvroCodec<V> codec;

  public WireSerde(AvroCodec<V> codec) {
    this.codec = codec;
  }

  @Override
  public Serializer<V> serializer() {
    return (topic, value) -> value == null ? null : codec.encode(value);
  }

  @Override
  public Deserializer<V> deserializer() {
    return (topic, bytes) -> bytes == null ? null : codec.decode(bytes);
  }
}
