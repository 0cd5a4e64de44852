package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.quality.Quality;
import dev.millrace.ingestion.gateway.spending.Spending;

/** What endpoints tell of windows, of models, and of how the factory stands. */
record Reports(Spending spending, Quality quality, Models models, Standing standing) {}
