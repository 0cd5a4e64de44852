package dev.millrace.schemas.access;

import static dev.millrace.schemas.access.Action.ALTER_GROUP;
import static dev.millrace.schemas.access.Action.ALTER_TRANSACTIONAL_ID;
import static dev.millrace.schemas.access.Action.CONNECT;
import static dev.millrace.schemas.access.Action.CREATE_TOPIC;
import static dev.millrace.schemas.access.Action.DELETE_TOPIC;
import static dev.millrace.schemas.access.Action.DESCRIBE_GROUP;
import static dev.millrace.schemas.access.Action.DESCRIBE_TOPIC;
import static dev.millrace.schemas.access.Action.DESCRIBE_TOPIC_CONFIGURATION;
import static dev.millrace.schemas.access.Action.DESCRIBE_TRANSACTIONAL_ID;
import static dev.millrace.schemas.access.Action.READ_DATA;
import static dev.millrace.schemas.access.Action.WRITE_DATA;
import static dev.millrace.schemas.access.Action.WRITE_DATA_IDEMPOTENTLY;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.access.ResourceName.Exact;
import dev.millrace.schemas.access.ResourceName.Prefix;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what one role needs, one line for each resource. */
final class Needs {

  /** What all names of the factory's own begin with, but those of the catalogue of topics. */
  private static final ResourceName OWN = new Prefix("millrace-");

  private record Resource(ResourceKind kind, Optional<ResourceName> name) {}

  private final Map<Resource, Need> byResource = new LinkedHashMap<>();

  Needs() {
    add(ResourceKind.CLUSTER, Optional.empty(), Set.of(CONNECT), "to connect at all");
  }

  List<Need> all() {
    return List.copyOf(byResource.values());
  }

  Needs read(String why, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      readTopics(why, List.of(topic.name()));
    }
    return this;
  }

  Needs readTopics(String why, Collection<String> topics) {
    topics.forEach(topic -> topic(new Exact(topic), why, DESCRIBE_TOPIC, READ_DATA));
    return this;
  }

  /** All producers here are idempotent: so all who write need that of the cluster. */
  Needs write(String why, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      writeTopics(why, List.of(topic.name()));
    }
    return this;
  }

  Needs writeTopics(String why, Collection<String> topics) {
    topics.forEach(topic -> topic(new Exact(topic), why, DESCRIBE_TOPIC, WRITE_DATA));
    return idempotent();
  }

  Needs readAndWrite(String why, Topic<?>... topics) {
    return read(why, topics).write(why, topics);
  }

  Needs describeTopics(String why, Collection<String> topics) {
    topics.forEach(topic -> topic(new Exact(topic), why, DESCRIBE_TOPIC));
    return this;
  }

  Needs create(String why, String topic) {
    return topic(new Exact(topic), why, CREATE_TOPIC, DESCRIBE_TOPIC);
  }

  /** To create a topic and to see whether it keeps its records as it should. */
  Needs createAndInspect(String why, Topic<?> topic) {
    return topic(
        new Exact(topic.name()), why, CREATE_TOPIC, DESCRIBE_TOPIC, DESCRIBE_TOPIC_CONFIGURATION);
  }

  /** To see how it keeps its records, and none of them. */
  Needs inspect(String why, Topic<?> topic) {
    return topic(new Exact(topic.name()), why, DESCRIBE_TOPIC, DESCRIBE_TOPIC_CONFIGURATION);
  }

  Needs join(ResourceName group, String why) {
    return add(ResourceKind.GROUP, Optional.of(group), Set.of(DESCRIBE_GROUP, ALTER_GROUP), why);
  }

  Needs describe(ResourceName group, String why) {
    return add(ResourceKind.GROUP, Optional.of(group), Set.of(DESCRIBE_GROUP), why);
  }

  Needs transact(ResourceName id, String why) {
    return add(
            ResourceKind.TRANSACTIONAL_ID,
            Optional.of(id),
            Set.of(DESCRIBE_TRANSACTIONAL_ID, ALTER_TRANSACTIONAL_ID),
            why)
        .idempotent();
  }

  /** Of groups and of internal topics: how far jobs are, and no record. */
  Needs describeOwn(String why) {
    return topic(OWN, why, DESCRIBE_TOPIC).describe(OWN, why);
  }

  /**
   * What Kafka Streams needs for a topology that runs exactly once: the group; changelogs and
   * repartition topics, which it makes under names of its own; a transactional id for each thread
   * of each process, with an id of the process that is drawn at its start.
   *
   * @param repartitions of the topology, of which records are deleted that were taken: that is
   *     Kafka's right to delete, so it is given on these alone
   */
  Needs streams(String group, String... repartitions) {
    join(new Exact(group), "its group");
    topic(
        new Prefix(group + "-"),
        "changelogs and repartition topics, which Kafka Streams names",
        CREATE_TOPIC,
        DESCRIBE_TOPIC,
        READ_DATA,
        WRITE_DATA);
    for (String repartition : repartitions) {
      topic(
          new Exact(Groups.repartition(group, repartition)),
          "records that were taken are deleted from it",
          DESCRIBE_TOPIC,
          DELETE_TOPIC);
    }
    return transact(
        new Prefix(group + "-"),
        "Kafka Streams adds an id of the process, drawn at its start, and the thread's number");
  }

  private Needs idempotent() {
    return add(
        ResourceKind.CLUSTER,
        Optional.empty(),
        Set.of(WRITE_DATA_IDEMPOTENTLY),
        "to write without doubling");
  }

  private Needs topic(ResourceName name, String why, Action... actions) {
    return add(ResourceKind.TOPIC, Optional.of(name), Set.of(actions), why);
  }

  private Needs add(
      ResourceKind kind, Optional<ResourceName> name, Set<Action> actions, String why) {
    return add(new Need(kind, name, actions, why));
  }

  private Needs add(Need need) {
    byResource.merge(new Resource(need.kind(), need.name()), need, Need::and);
    return this;
  }
}
