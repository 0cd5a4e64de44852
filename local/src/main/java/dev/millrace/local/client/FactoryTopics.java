package dev.millrace.local.client;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.registry.RegistryClient;

/** The topics of a factory: of one on this machine, or of one that settings name. */
public interface FactoryTopics {

  /** How to talk to its brokers. */
  KafkaConnection kafka();

  /** A client of its registry. */
  RegistryClient registry();

  /** A reader of its topics. */
  default TopicReader topics() {
    return new TopicReader(kafka(), registry());
  }
}
