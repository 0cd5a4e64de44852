package dev.millrace.schemas.flink;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.registry.RegistrySource;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/**
 * What a job needs to read and write the values of one topic wherever it runs.
 *
 * @param <V> type of the values
 * @param topic whose values
 * @param registry opened anew by each {@link #open}
 */
public record TopicCodec<V extends SpecificRecord>(Topic<V> topic, RegistrySource registry)
    implements Serializable {

  static {
    TrustedRecords.install();
  }

  /** A codec with a registry client of its own. */
  public AvroCodec<V> open() {
    return new AvroCodec<>(topic, registry.open());
  }

  /** How Flink carries the values between operators and in its state: as Avro. */
  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // the bound of AvroTypeInfo is Flink's own base class
  public TypeInformation<V> type() {
    return new AvroTypeInfo(topic.valueType());
  }
}
