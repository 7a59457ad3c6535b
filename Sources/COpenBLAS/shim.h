#pragma once
#include <cblas.h>

// Debian's OpenBLAS holds LAPACK but ships no header of it: the Fortran symbols as they are called, by address.
// Matrices are column-major, `lda` is the distance between columns, `info` is 0 on success.

/// Cholesky factorisation of a symmetric positive definite matrix.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
/// The inverse of a symmetric positive definite matrix from its Cholesky factor.
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
