package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes records as they are: whether they can be read is decided where a dead letter can be made.
 */
final class RequestRecords implements KafkaRecordDeserializationSchema<Received> {

  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Received> out) {
    List<String> names = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (Header header : record.headers()) {
      names.add(header.key());
      values.add(header.value());
    }
    out.collect(
        new Received(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key(),
            record.value(),
            names.toArray(String[]::new),
            values.toArray(byte[][]::new)));
  }

  @Override
  public TypeInformation<Received> getProducedType() {
    return new ReceivedType();
  }
}
