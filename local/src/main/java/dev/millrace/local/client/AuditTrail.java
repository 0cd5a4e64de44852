package dev.millrace.local.client;

import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;

/** The audit log of a factory, seen by who checks it. */
public final class AuditTrail {

  /** The chain lies in one partition. */
  private static final int PARTITION = 0;

  private final RunningFactory factory;

  public AuditTrail(RunningFactory factory) {
    this.factory = factory;
  }

  /** Walks along the chain to its present end. */
  public AuditChain walk() {
    TopicReader topics = factory.topics();
    AuditChain chain =
        new AuditChain(
            new AvroCodec<>(Topics.AUDIT_LOG, factory.registry()),
            topics.begins(Topics.AUDIT_LOG).getOrDefault(PARTITION, 0L));
    topics.readRaw(
        Topics.AUDIT_LOG,
        record -> {
          if (record.partition() == PARTITION) {
            chain.next(record.offset(), record.value());
          }
        });
    return chain;
  }
}
