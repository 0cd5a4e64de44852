package dev.millrace.ingestion.gateway.quality;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds what windows say of drift and quality. */
@FunctionalInterface
public interface Quality {

  /**
   * Looks without blocking; nothing while older windows are still being read. The stage fails where
   * too many look already, or the disk fails.
   */
  CompletionStage<Optional<QualityPage>> find(QualityQuery query);
}
