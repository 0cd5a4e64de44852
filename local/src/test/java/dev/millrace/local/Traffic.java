package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.RefusedRow;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.io.StringReader;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What tests send to a factory, and the specs that it is for.
 *
 * @param factory running
 */
record Traffic(RunningFactory factory) {

  /** Sorts texts by two labels. */
  static String spec(String pipeline, String prompt) {
    return """
        apiVersion: millrace/v1
        pipeline: %s
        task: classification
        prompt: { user: "%s", labels: [lost_card, exchange_rate] }
        models: { champion: amazon.nova-micro-v1:0 }
        """
        .formatted(pipeline, prompt);
  }

  void apply(String yaml, String by) throws IOException {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(yaml);
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    new SpecWriter(factory, InstantSource.system()).apply(((SpecResult.Valid) result).spec(), by);
  }

  /** Sends JSON lines with an id each; all have to be accepted. */
  void send(String pipeline, String lines) throws IOException, InterruptedException {
    Sending sending = new Sending(factory.publishing(), pipeline, new Silent());
    sending.send(
        RowReader.of(
            RowFormat.JSONL, new RowColumns(Optional.of("id"), Optional.empty(), RowIds.derived())),
        new StringReader(lines));
    assertThat(sending.acceptedRows()).isEqualTo(lines.lines().count());
  }

  /** Publishes a record of zeros. */
  void sendNonsense(int bytes) throws Exception {
    Map<String, Object> properties = factory.kafka().properties("test");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.RAW_EVENTS.name(), new byte[bytes])).get();
    }
  }

  private static final class Silent implements Sending.Listener {

    @Override
    public void progress(long accepted, long refused) {}

    @Override
    public void refused(RefusedRow row) {}

    @Override
    public void refusedFeedback(String eventId, String reason) {}
  }
}
