package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceStoreTest {

  /** In the wire format, of a schema that nobody has asked for yet. */
  private static final byte[] ROW = {0, 0, 0, 0, 99, 1, 2, 3};

  /** Takes schemas, and cannot be asked for any. */
  private static final class Away implements SchemaRegistry {

    private final SchemaRegistry within = new InMemorySchemaRegistry();

    @Override
    public int register(String subject, Schema schema) {
      return within.register(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      throw new RegistryException("the registry is away");
    }
  }

  @Test
  void followsItsTopicThoughTheRegistryIsAway(@TempDir Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            IngestionTopology.build(
                new Away(),
                name -> Optional.empty(),
                (spec, event) -> Optional.empty(),
                (spec, raw, event) -> Optional.of(event)),
            properties)) {
      TestInputTopic<String, byte[]> rows =
          driver.createInputTopic(
              Topics.REFERENCE_DATA.name(), new StringSerializer(), new ByteArraySerializer());

      rows.pipeInput("customers/1", ROW);
      assertThat(driver.getKeyValueStore(ReferenceStore.NAME).get("customers/1")).isEqualTo(ROW);

      rows.pipeInput("customers/1", (byte[]) null);
      assertThat(driver.getKeyValueStore(ReferenceStore.NAME).get("customers/1")).isNull();
    }
  }
}
