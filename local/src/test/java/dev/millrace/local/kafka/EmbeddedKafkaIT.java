package dev.millrace.local.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Health;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

  private static final String TOPIC = "things";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  @TempDir private Path folder;

  @Test
  void keepsRecordsOverARestartOnAnotherPort() throws Exception {
    KafkaConnection before;
    try (EmbeddedKafka kafka = started(folder)) {
      before = kafka.connection();
      createTopic(before);
      write(before, "one", "two");
    }

    try (EmbeddedKafka kafka = started(folder)) {
      assertThat(kafka.connection()).isNotEqualTo(before);
      assertThat(kafka.health()).isEqualTo(new Health.Running());
      write(kafka.connection(), "three");
      assertThat(read(kafka.connection())).containsExactly("one", "two", "three");
    }
  }

  @Test
  void losesNothingAndEndsOpenTransactionsWhenItIsKilled() throws Exception {
    Process process = KafkaProcess.start(folder);
    try {
      KafkaConnection killed = KafkaConnection.plaintext(addressOf(process));
      createTopic(killed);
      write(killed, "acknowledged");
      KafkaProducer<String, String> open = transactional(killed);
      open.initTransactions();
      open.beginTransaction();
      open.send(new ProducerRecord<>(TOPIC, "never committed")).get();
      process.destroyForcibly().waitFor();
      open.close(Duration.ZERO);
    } finally {
      process.destroyForcibly();
    }

    try (EmbeddedKafka kafka = started(folder);
        KafkaProducer<String, String> next = transactional(kafka.connection())) {
      next.initTransactions();
      next.beginTransaction();
      next.send(new ProducerRecord<>(TOPIC, "committed")).get();
      next.commitTransaction();

      assertThat(read(kafka.connection())).containsExactly("acknowledged", "committed");
    }
  }

  @Test
  void saysThatItsPortIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EmbeddedKafka kafka = new EmbeddedKafka(folder, other.getLocalPort())) {
      assertThatThrownBy(kafka::start)
          .hasMessageStartingWith("port " + other.getLocalPort() + " for Kafka is taken");
    }
  }

  @Test
  void saysThatItsFolderIsInUse() {
    try (EmbeddedKafka first = started(folder);
        EmbeddedKafka second = new EmbeddedKafka(folder, 0)) {
      assertThatThrownBy(second::start)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("already runs Kafka");
      assertThat(first.health()).isEqualTo(new Health.Running());
    }
  }

  @Test
  void saysThatItsFolderIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    try (EmbeddedKafka kafka = new EmbeddedKafka(file, 0)) {
      assertThatThrownBy(kafka::start).hasMessageContaining(file + " cannot hold Kafka's log");
    }
  }

  @Test
  void leavesTheProcessAliveWhenKafkaWouldEndIt() {
    try (EmbeddedKafka kafka = started(folder)) {
      Exit.halt(1, "the log directory failed");

      assertThat(kafka.health()).isInstanceOf(Health.Failed.class);
    }
  }

  private static EmbeddedKafka started(Path folder) {
    EmbeddedKafka kafka = new EmbeddedKafka(folder, 0);
    kafka.start();
    return kafka;
  }

  private static String addressOf(Process process) throws Exception {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = said.readLine();
    assertThat(line).startsWith(KafkaProcess.READY);
    return line.substring(KafkaProcess.READY.length());
  }

  private static void createTopic(KafkaConnection kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.properties("test"))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void write(KafkaConnection kafka, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            kafka.properties("test"), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  private static KafkaProducer<String, String> transactional(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("test");
    properties.put("transactional.id", "test");
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private static List<String> read(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("test");
    properties.put("isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      while (consumer.position(PARTITION) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
