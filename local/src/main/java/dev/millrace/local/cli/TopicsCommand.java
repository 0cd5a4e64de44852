package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the topics of the catalogue with what they hold. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description =
        "Lists the topics and the offsets they have used: records, and marks of transactions.")
final class TopicsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  TopicsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(data.factory().kafka().properties("millrace-topics"))) {
      Map<String, Long> records = records(admin);
      if (json) {
        output.answer(array(records));
      } else {
        table(records);
      }
    }
    return 0;
  }

  private static ArrayNode array(Map<String, Long> records) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Topic<?> topic : Topics.all()) {
      array
          .addObject()
          .put("topic", topic.name())
          .put("partitions", topic.partitions())
          .put("offsets", records.getOrDefault(topic.name(), 0L))
          .put("key", topic.key())
          .put("value", topic.valueType().getName())
          .put("policy", policy(topic))
          .put("purpose", topic.purpose());
    }
    return array;
  }

  private void table(Map<String, Long> records) {
    output.stream(String.format("%-20s %10s  %-10s %s", "topic", "offsets", "policy", "key"));
    for (Topic<?> topic : Topics.all()) {
      output.stream(
          String.format(
              "%-20s %10d  %-10s %s",
              topic.name(), records.getOrDefault(topic.name(), 0L), policy(topic), topic.key()));
    }
    output.flush();
  }

  /** Offsets in use, which for topics written in transactions are a few more than records. */
  private static Map<String, Long> records(Admin admin)
      throws InterruptedException, ExecutionException {
    List<String> names = Topics.all().stream().map(Topic::name).toList();
    List<TopicPartition> partitions =
        admin.describeTopics(names).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    Map<String, Long> records = new HashMap<>();
    admin
        .listOffsets(all(partitions, OffsetSpec.latest()))
        .all()
        .get()
        .forEach((partition, end) -> records.merge(partition.topic(), end.offset(), Long::sum));
    admin
        .listOffsets(all(partitions, OffsetSpec.earliest()))
        .all()
        .get()
        .forEach(
            (partition, begin) -> records.merge(partition.topic(), -begin.offset(), Long::sum));
    return records;
  }

  private static Map<TopicPartition, OffsetSpec> all(
      List<TopicPartition> partitions, OffsetSpec offset) {
    return partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> offset));
  }

  private static String policy(Topic<?> topic) {
    if (!(topic.retention() instanceof Retention.Delete delete)) {
      return "compact";
    }
    long days = delete.after().toDays();
    return "delete " + (days > 0 ? days + "d" : delete.after().toHours() + "h");
  }
}
