package dev.millrace.lifecycle.work;

import dev.millrace.lifecycle.domain.evaluation.GateTerms;
import java.math.BigDecimal;

/**
 * Whom to hold against whom.
 *
 * @param dataset whose holdout both are asked
 * @param live everything labelled up to now: what the training has not seen of it is asked too
 * @param champion model id or ARN
 * @param candidate model id or ARN
 * @param budget most that both may cost together, in US dollars
 */
public record EvaluationOrder(
    Run run,
    DatasetCard dataset,
    Pinned live,
    String champion,
    String candidate,
    GateTerms terms,
    BigDecimal budget) {}
