package dev.millrace.lifecycle;

import dev.millrace.lifecycle.work.CandidatePrices;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.Evaluations;
import dev.millrace.lifecycle.work.Training;

/** Whoever does the long work. */
record Work(
    Datasets datasets,
    Training training,
    Deployment deployment,
    CandidatePrices prices,
    Evaluations evaluations) {}
