package dev.millrace.schemas.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What may be allowed at the brokers: the actions of IAM for Apache Kafka, each of which is one
 * operation of Kafka's access lists on one kind of resource.
 *
 * <p><i>Source</i>: Amazon MSK Developer Guide, "Semantics of IAM authorization policy actions and
 * resources", https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
 */
public enum Action {
  CONNECT(ResourceKind.CLUSTER, "Connect", "none"),
  DESCRIBE_CLUSTER(ResourceKind.CLUSTER, "DescribeCluster", "DESCRIBE", CONNECT),
  ALTER_CLUSTER(ResourceKind.CLUSTER, "AlterCluster", "ALTER", CONNECT, DESCRIBE_CLUSTER),
  DESCRIBE_CLUSTER_CONFIGURATION(
      ResourceKind.CLUSTER, "DescribeClusterDynamicConfiguration", "DESCRIBE_CONFIGS", CONNECT),
  ALTER_CLUSTER_CONFIGURATION(
      ResourceKind.CLUSTER,
      "AlterClusterDynamicConfiguration",
      "ALTER_CONFIGS",
      CONNECT,
      DESCRIBE_CLUSTER_CONFIGURATION),
  CREATE_TOPIC(ResourceKind.TOPIC, "CreateTopic", "CREATE", CONNECT),
  DESCRIBE_TOPIC(ResourceKind.TOPIC, "DescribeTopic", "DESCRIBE", CONNECT),
  ALTER_TOPIC(ResourceKind.TOPIC, "AlterTopic", "ALTER", CONNECT, DESCRIBE_TOPIC),
  DELETE_TOPIC(ResourceKind.TOPIC, "DeleteTopic", "DELETE", CONNECT, DESCRIBE_TOPIC),
  DESCRIBE_TOPIC_CONFIGURATION(
      ResourceKind.TOPIC, "DescribeTopicDynamicConfiguration", "DESCRIBE_CONFIGS", CONNECT),
  ALTER_TOPIC_CONFIGURATION(
      ResourceKind.TOPIC,
      "AlterTopicDynamicConfiguration",
      "ALTER_CONFIGS",
      CONNECT,
      DESCRIBE_TOPIC_CONFIGURATION),
  DESCRIBE_GROUP(ResourceKind.GROUP, "DescribeGroup", "DESCRIBE", CONNECT),
  ALTER_GROUP(ResourceKind.GROUP, "AlterGroup", "READ", CONNECT, DESCRIBE_GROUP),
  DELETE_GROUP(ResourceKind.GROUP, "DeleteGroup", "DELETE", CONNECT, DESCRIBE_GROUP),
  READ_DATA(ResourceKind.TOPIC, "ReadData", "READ", CONNECT, DESCRIBE_TOPIC, ALTER_GROUP),
  WRITE_DATA(ResourceKind.TOPIC, "WriteData", "WRITE", CONNECT, DESCRIBE_TOPIC),
  WRITE_DATA_IDEMPOTENTLY(
      ResourceKind.CLUSTER, "WriteDataIdempotently", "IDEMPOTENT_WRITE", CONNECT, WRITE_DATA),
  DESCRIBE_TRANSACTIONAL_ID(
      ResourceKind.TRANSACTIONAL_ID, "DescribeTransactionalId", "DESCRIBE", CONNECT),
  ALTER_TRANSACTIONAL_ID(
      ResourceKind.TRANSACTIONAL_ID,
      "AlterTransactionalId",
      "WRITE",
      CONNECT,
      DESCRIBE_TRANSACTIONAL_ID,
      WRITE_DATA);

  private final ResourceKind kind;
  private final String word;
  private final String operation;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<Action> required;

  Action(ResourceKind kind, String word, String operation, Action... required) {
    this.kind = kind;
    this.word = word;
    this.operation = operation;
    this.required = List.of(required);
  }

  /** What it is allowed on. */
  public ResourceKind kind() {
    return kind;
  }

  /** As policies spell it. */
  public String iamName() {
    return "kafka-cluster:" + word;
  }

  /** Without the service: fit for the name of a statement. */
  String word() {
    return word;
  }

  /**
   * The operation of Kafka's access lists that it is, by the name of {@code AclOperation}; none for
   * {@link #CONNECT}.
   */
  public String operation() {
    return operation;
  }

  /** What AWS says has to be allowed with it, on whatever it is about. */
  public Set<Action> required() {
    Set<Action> all = EnumSet.noneOf(Action.class);
    all.addAll(required);
    return all;
  }
}
