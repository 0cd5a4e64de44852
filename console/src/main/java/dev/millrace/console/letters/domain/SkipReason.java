package dev.millrace.console.letters.domain;

import java.util.Locale;

/** Why a dead letter is left out of a replay. */
public enum SkipReason {
  ALREADY_REPLAYED(
      "it was replayed before: --again replays it once more where that came to nothing"),
  FAILED_REPLAY("it is a replay that failed: --again replays it once more"),
  SUPERSEDED("its replay failed too, and the letter of that stands for it"),
  REQUEST_EXISTS("its event has become a request since: another would double it"),
  SAME_EVENT("another letter of its event is replayed in the same run: this one would double it"),
  FAILED_REQUEST(
      "it is a request that failed and has its one terminal record: to ask again, send the event"
          + " under another id"),
  TENANT_ERASED("its tenant was erased: nothing of it comes back"),
  NOT_RETAINED("it holds no copy of the record, and the topic no longer has it"),
  NO_VALUE("the record had no value: there is nothing to replay"),
  TOO_LARGE("with the mark of a replay it would be larger than a record may be: send it smaller"),
  SEALED("it is sealed, and the key that opens it is not there"),
  OWN_TOPIC(
      "its record came from a topic of the producer's own and cannot be converted anew: send it to"
          + " that topic again");

  private final String explanation;

  SkipReason(String explanation) {
    this.explanation = explanation;
  }

  /** Why, and what to do. */
  public String explanation() {
    return explanation;
  }

  /** The name as machines read it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
