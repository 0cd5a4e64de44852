package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Problem;

/** What reading one event of a body gave. */
sealed interface ReadEvent {

  /** It can be published. */
  record Good(IncomingEvent event) implements ReadEvent {}

  /** It cannot; the others of the same body may. */
  record Bad(Problem problem) implements ReadEvent {}
}
