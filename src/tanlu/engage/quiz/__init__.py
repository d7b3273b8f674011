"""The quiz: a bank of questions in two languages, each with its source and date, and the reader that refuses a flawed one."""
