package dev.millrace.inference;

/**
 * How a model stands at a moment.
 *
 * @param underWay calls
 * @param waiting calls in line
 * @param throttled calls so far
 * @param quotaUsed share of a minute's tokens that is taken or reserved; 0 where nobody told the
 *     quota
 * @param tokenLagSeconds how long its quota takes for what the calls in line are expected to take
 */
record ModelStanding(
    int underWay, int waiting, long throttled, double quotaUsed, double tokenLagSeconds) {

  /** Of a model that nobody has asked for. */
  static final ModelStanding IDLE = new ModelStanding(0, 0, 0, 0, 0);
}
