package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.quality.Quality;
import dev.millrace.ingestion.gateway.spending.Spending;

/** What endpoints tell of windows, and of models. */
record Reports(Spending spending, Quality quality, Models models) {}
