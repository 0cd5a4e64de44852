package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.journal.RequestPosition;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.wire.AvroCodec;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes what goes to an {@link Outlet}, under the key of the request and in its trace.
 *
 * <p><i>Failure</i>: a registry that is away fails {@link #open}, before anything is paid for; from
 * then on it is not needed any more.
 *
 * @param <V> type of the values
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else.
final class OutletRecords<V extends SpecificRecord>
    implements KafkaRecordSerializationSchema<Settled> {

  private static final long serialVersionUID = 1;

  private final Outlet<V> outlet;
  private final GivenSettings settings;
  private transient AvroCodec<V> codec;

  OutletRecords(Outlet<V> outlet, GivenSettings settings) {
    this.outlet = outlet;
    this.settings = settings;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    codec = new AvroCodec<>(outlet.topic(), settings.read().registry().client());
    codec.register();
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      Settled settled, KafkaSinkContext context, @Nullable Long timestamp) {
    V value = outlet.value(settled);
    if (value == null) {
      return null;
    }
    return record(
        outlet.topic(), settled.received(), settled.traceOrThatOfTheRequest(), codec.encode(value));
  }

  /** A record about a request and in its trace, which tells where that lies. */
  static ProducerRecord<byte[], byte[]> record(Topic<?> topic, Received received, byte[] value) {
    return record(topic, received, received.trace(), value);
  }

  private static ProducerRecord<byte[], byte[]> record(
      Topic<?> topic, Received received, byte @Nullable [] trace, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.name(), received.key(), value);
    record.headers().add(new RequestPosition(received.partition(), received.offset()));
    if (trace != null) {
      record.headers().add(Received.TRACE_HEADER, trace);
    }
    return record;
  }
}
